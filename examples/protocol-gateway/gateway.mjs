// A protocol gateway: devices that speak lines over TCP become devices of the hub, all over one AMQP connection.
//
//   sensor-1 any bytes but a line feed     telemetry of sensor-1; answered, in order, with "ok" once the hub has stored it,
//                                          or with "error" and the hub's reason
//   > sensor-1 any bytes but a line feed   a message to sensor-1, for whoever sent its last line; completed when written
//
// The lines prove nothing of who sends them, so the gateway listens on loopback only.
import { createHmac } from 'node:crypto';
import net from 'node:net';
import rhea from 'rhea';

const { HUB, POLICY = 'device', POLICY_KEY, PORT = '7000', TOKEN_SECONDS = '3600' } = process.env;
const MOST_UNANSWERED = 100; // of one client; then it is not read from
const LONGEST_LINE = 256 * 1024;
const LINE_FEED = 0x0a, SPACE = 0x20;

function token() {
  const expiry = Math.floor(Date.now() / 1000) + Number(TOKEN_SECONDS);
  const signature = createHmac('sha256', Buffer.from(POLICY_KEY, 'base64')).update(`${HUB}\n${expiry}`).digest('base64');
  return `SharedAccessSignature sr=${HUB}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${POLICY}`;
}

/** The connection to the hub, with a token of a policy that may connect devices; made anew when it is lost. */
class Hub {
  devices = new Map();
  ready = this.untilGranted();

  untilGranted() {
    return new Promise((resolve) => { this.granted = resolve; });
  }

  connect() {
    this.connection = rhea.create_container().connect({ host: HUB, port: 5671, transport: 'tls', reconnect: false });
    this.connection.on('connection_error', ({ connection }) => console.error(`hub: ${connection.error}`));
    this.connection.on('disconnected', ({ error }) => this.lost(error));
    this.connection.on('connection_close', () => this.lost());
    const verdicts = this.connection.open_receiver('$cbs');
    const tokens = this.connection.open_sender('$cbs');
    verdicts.on('message', ({ message: { application_properties: verdict } }) => this.judged(verdict));
    tokens.once('sendable', () => this.putToken(tokens));
    this.renewal = setInterval(() => this.putToken(tokens), Number(TOKEN_SECONDS) * 800); // at 80 % of its life
  }

  putToken(tokens) {
    const properties = { operation: 'put-token', type: 'servicebus.windows.net:sastoken', name: HUB };
    tokens.send({ message_id: `token-${Date.now()}`, to: '$cbs', reply_to: 'cbs', application_properties: properties, body: token() });
  }

  judged(verdict) {
    if (verdict['status-code'] === 200) {
      console.log('token granted');
      this.granted();
    } else {
      console.error(`token refused: ${verdict['status-code']} ${verdict['status-description']}`);
      this.connection.close();
    }
  }

  lost(error) {
    if (!this.renewal) return; // heard before
    console.error(`hub is away: ${error?.message ?? 'it closed the connection'}`);
    clearInterval(this.renewal);
    this.renewal = undefined;
    this.ready = this.untilGranted();
    for (const device of [...this.devices.values()]) device.lost('hub is away');
    setTimeout(() => this.connect(), 1000);
  }

  /** The device, with links of its own from its first line on. */
  async device(id) {
    await this.ready;
    if (!this.devices.has(id)) this.devices.set(id, new Device(this, id));
    return this.devices.get(id);
  }
}

/** One device: a link for what it says, a link for what it is told. Either lost, both go; other devices notice nothing. */
class Device {
  waiting = []; // for credit; no more than its clients may have unanswered
  unsettled = new Map();

  constructor(hub, id) {
    Object.assign(this, { hub, id });
    const address = `/devices/${encodeURIComponent(id)}/messages`;
    this.sender = hub.connection.open_sender(`${address}/events`);
    this.sender.on('sendable', () => this.flush());
    this.sender.on('accepted', ({ delivery }) => this.settled(delivery, 'ok'));
    this.sender.on('rejected', ({ delivery }) => this.settled(delivery, `error ${delivery.remote_state.error?.condition}`));
    for (const outcome of ['released', 'modified']) this.sender.on(outcome, ({ delivery }) => this.settled(delivery, 'error try again'));
    this.sender.on('sender_error', () => this.lost(this.sender.error.condition));
    this.receiver = hub.connection.open_receiver({ source: `${address}/devicebound`, autoaccept: false, credit_window: 10 });
    this.receiver.on('message', ({ message, delivery }) => this.told(Buffer.from(message.body.content), delivery));
    this.receiver.on('receiver_error', () => this.lost(this.receiver.error.condition));
  }

  /** The answer to a line, when the hub has given it. */
  send(body) {
    return new Promise((answer) => {
      this.waiting.push({ body, answer });
      this.flush();
    });
  }

  flush() {
    while (this.waiting.length > 0 && this.sender.sendable()) {
      const { body, answer } = this.waiting.shift();
      this.unsettled.set(this.sender.send({ body: rhea.message.data_section(body) }), answer);
    }
  }

  settled(delivery, answer) {
    this.unsettled.get(delivery)?.(answer);
    this.unsettled.delete(delivery);
  }

  told(body, delivery) {
    if (body.includes(LINE_FEED)) delivery.reject(); // no line can say it
    else this.client.write([`> ${this.id} `, body], (error) => (error ? delivery.release() : delivery.accept()));
  }

  lost(reason) {
    if (this.hub.devices.get(this.id) === this) this.hub.devices.delete(this.id);
    for (const answer of [...this.unsettled.values(), ...this.waiting.map((line) => line.answer)]) answer(`error ${reason}`);
    this.waiting = [];
    this.unsettled.clear();
    this.sender.close();
    this.receiver.close();
  }
}

/** One TCP connection, which may speak for many devices. */
class Client {
  rest = Buffer.alloc(0);
  unanswered = 0;
  answered = Promise.resolve();

  constructor(hub, socket) {
    Object.assign(this, { hub, socket });
    socket.on('data', (bytes) => this.read(bytes));
    socket.on('error', (error) => console.error(`client: ${error.message}`));
    socket.on('close', () => [...hub.devices.values()].filter(({ client }) => client === this).forEach((device) => device.lost('gone')));
  }

  read(bytes) {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (let end; (end = this.rest.indexOf(LINE_FEED)) >= 0; this.rest = this.rest.subarray(end + 1)) this.line(this.rest.subarray(0, end));
    if (this.rest.length > LONGEST_LINE) this.socket.destroy(new Error('line too long'));
  }

  line(line) {
    if (++this.unanswered >= MOST_UNANSWERED) this.socket.pause();
    const answer = this.forward(line);
    this.answered = this.answered.then(() => answer).then((text) => {
      this.write([text]);
      if (--this.unanswered < MOST_UNANSWERED) this.socket.resume();
    });
  }

  async forward(line) {
    const space = line.indexOf(SPACE);
    if (space <= 0) return 'error a line is a device id, a space and the body';
    const device = await this.hub.device(line.toString('utf8', 0, space));
    device.client = this;
    return device.send(line.subarray(space + 1));
  }

  write(parts, done) {
    this.socket.write(Buffer.concat([...parts, '\n'].map((part) => Buffer.from(part))), done);
  }
}

const hub = new Hub();
hub.connect();
const server = net.createServer((socket) => new Client(hub, socket));
server.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on 127.0.0.1:${server.address().port}`));
