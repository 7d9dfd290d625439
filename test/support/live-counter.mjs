// Devices that count: every name tells 1, 2, 3 ... with its own time, the next only when the broker has acknowledged the
// last, for ever. Arguments: broker's URL, names (JSON), pause ms. Prints a line `name value acknowledged_ms` each.
import mqtt from "mqtt";

const [url, namesText, pauseText] = process.argv.slice(2);
const client = mqtt.connect(url, {
  protocolVersion: 4,
  reconnectPeriod: 200,
  connectTimeout: 2000,
  clientId: "counter",
  clean: false,
});
client.on("error", () => {});
let isEnding = false;
const told = [];
const count = async (name) => {
  let last_ms = 0;
  for (let value = 1; !isEnding; value++) {
    const time = Math.max(Date.now(), last_ms + 1);
    last_ms = time;
    await client.publishAsync(`count/${name}`, JSON.stringify({ value, time }), { qos: 1 }).catch(() => undefined);
    told.push(`${name} ${value} ${Date.now()}`);
    await new Promise((done) => setTimeout(done, Number(pauseText)));
  }
};
process.on("SIGTERM", () => {
  isEnding = true;
});
setInterval(() => {
  if (told.length > 0) process.stdout.write(`${told.splice(0).join("\n")}\n`);
}, 50);
await Promise.all(JSON.parse(namesText).map(count));
process.stdout.write(told.length > 0 ? `${told.splice(0).join("\n")}\n` : "");
process.exit(0);
