// A field that sends much, as a process of its own. Arguments: broker's URL, values a second, seconds, names (JSON), form.
// list: one message of all names at a time; plain: one message a value, `load/<name>`, object with its time.
// Prints { sent, acknowledged, seconds } at the end; at most 200 messages wait for their acknowledgement.
import mqtt from "mqtt";

const [url, rate, seconds, namesText, form] = process.argv.slice(2);
const names = JSON.parse(namesText);
const client = await mqtt.connectAsync(url, { protocolVersion: 4 });
let [sent, acknowledged, waiting] = [0, 0, 0];
const send = (topic, value, count) => {
  sent += count;
  waiting++;
  client.publish(topic, JSON.stringify(value), { qos: 1 }, (error) => {
    waiting--;
    if (!error) acknowledged += count;
  });
};
const started = Date.now();
let round = 0;
await new Promise((done) => {
  const timer = setInterval(() => {
    const now = Date.now();
    const due = (Math.min(now - started, seconds * 1000) / 1000) * rate;
    while (sent < due && waiting < 200) {
      round++;
      // every value has a time of its own: whole milliseconds, later than the last of its name
      const time = Date.now();
      if (form === "list")
        send("load/all", { timestamp: time, metrics: names.map((name) => ({ name, value: round })) }, names.length);
      else {
        const name = names[round % names.length];
        send(`load/${name}`, { value: round, time }, 1);
      }
      if (form === "list" && sent < due) break; // a list a timer's turn at most: times must differ
    }
    if (now - started >= seconds * 1000 && waiting === 0) {
      clearInterval(timer);
      done();
    }
  }, 5);
});
console.log(JSON.stringify({ sent, acknowledged, seconds: (Date.now() - started) / 1000 }));
await client.endAsync();
