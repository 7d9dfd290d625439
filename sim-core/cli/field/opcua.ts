import { join } from "node:path";
import type { UAVariable } from "node-opcua";
import { UNCERTAIN_SIMULATED } from "../../telemetry/status";
import type { FieldServer } from "./mqtt";
import { type FieldPoint, OPCUA_NAMESPACE } from "./points";

/** Plays the grid's own OPC UA server, this machine only. Its values say what they are: UncertainSimulatedValue. */
export async function openOpcuaField(options: {
  port: number;
  folder: string;
  points: readonly FieldPoint[];
}): Promise<FieldServer> {
  const ua = await import("node-opcua");
  for (const set of [ua.setErrorLogger, ua.setWarningLogger]) set?.(() => {}); // it talks to the console by itself
  const server = new ua.OPCUAServer({
    port: options.port,
    hostname: "127.0.0.1",
    host: "127.0.0.1",
    resourcePath: "/field",
    buildInfo: { productName: "Crosscurrent demo field" },
    // a demo on one machine: the bridge's certificate is new at every first start
    serverCertificateManager: new ua.OPCUACertificateManager({
      rootFolder: join(options.folder, "pki-field"),
      automaticallyAcceptUnknownCertificate: true,
    }),
  });
  await server.initialize();
  const space = server.engine.addressSpace!;
  const namespace = space.registerNamespace(OPCUA_NAMESPACE);
  const device = namespace.addObject({ organizedBy: space.rootFolder.objects, browseName: "Field" });
  const simulated = ua.StatusCodes.UncertainSimulatedValue;
  const variables = new Map<string, UAVariable>();
  for (const { name } of options.points) {
    const variable = namespace.addVariable({
      componentOf: device,
      nodeId: `s=${name}`,
      browseName: name,
      dataType: "Double",
      minimumSamplingInterval: 100,
      accessLevel: "CurrentRead",
      userAccessLevel: "CurrentRead",
    });
    variable.setValueFromSource({ dataType: ua.DataType.Double, value: 0 }, ua.StatusCodes.BadWaitingForInitialData);
    variables.set(name, variable);
  }
  await server.start();
  if (simulated.value !== UNCERTAIN_SIMULATED) throw new Error("the library and OPC 10000-6 disagree on a status code");
  return {
    url: `opc.tcp://127.0.0.1:${options.port}/field`,
    async tell(values, time_ms) {
      const time = new Date(time_ms);
      for (const { point, value } of values)
        variables.get(point.name)!.setValueFromSource({ dataType: ua.DataType.Double, value }, simulated, time);
    },
    stop: () => server.shutdown(100),
  };
}
