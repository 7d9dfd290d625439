import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { OPCUAClient, UserIdentityInfo } from "node-opcua";
import type { OpcuaSource } from "../../config";
import type { Library } from "./library";

/**
 * A bridge that dies leaves its session to the server for so long, and small servers have five or ten: when they are
 * used up, the next one is refused (BadTooManySessions). A longer break of the line makes a new session; what the server
 * has kept meanwhile is taken over with the subscription or read from its history.
 */
const SESSION_ms = 20_000;

export const pkiFolder = (dataFolder: string): string => join(dataFolder, "pki");

/** A client as the configuration wants it, not yet connected; it comes back by itself when its line breaks. */
export function clientOf(ua: Library, source: OpcuaSource, dataFolder: string): OPCUAClient {
  return ua.OPCUAClient.create({
    applicationName: "Crosscurrent bridge",
    clientCertificateManager: new ua.OPCUACertificateManager({
      rootFolder: pkiFolder(dataFolder),
      automaticallyAcceptUnknownCertificate: source.trustAny,
    }),
    securityMode: ua.MessageSecurityMode[source.mode],
    securityPolicy: ua.SecurityPolicy[source.policy],
    endpointMustExist: false, // a server may call itself by a name that does not resolve here
    keepSessionAlive: true,
    connectionStrategy: { maxRetry: -1, initialDelay: 500, maxDelay: 2000, randomisationFactor: 0.1 },
    requestedSessionTimeout: SESSION_ms,
  });
}

/** Who the bridge is to the server: a certificate, a user with a password, or nobody. */
export function identityOf(
  ua: Library,
  source: OpcuaSource,
  password: string | undefined,
  dataFolder: string,
): UserIdentityInfo {
  const { Anonymous, UserName, Certificate } = ua.UserTokenType;
  const place = (path: string) => resolve(dataFolder, path);
  if (source.identity) {
    const pem = readFileSync(place(source.identity.cert), "latin1");
    const certificateData = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
    const privateKey = readFileSync(place(source.identity.key), "latin1");
    return { type: Certificate, certificateData, privateKey } as UserIdentityInfo;
  }
  if (source.user === undefined) return { type: Anonymous } as UserIdentityInfo;
  return { type: UserName, userName: source.user, password: password ?? "" } as UserIdentityInfo;
}
