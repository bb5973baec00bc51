'use strict';
// A device without an SDK: MQTT packets and nothing else, so that a script decides when it acknowledges, and sees what the hub really sends.
const mqttPacket = require('mqtt-packet');
const { SharedAccessSignature } = require('azure-iot-common');
const { host, mqttStream, until, Arrivals } = require('./lib');

class RawDevice {
  constructor(socket) {
    this.socket = socket;
    this.messages = new Arrivals();
    this.answers = [];
    this.lastId = 0;
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    parser.on('packet', (packet) => (packet.cmd === 'publish' ? this.messages.add(packet) : this.answers.push(packet)));
    socket.on('data', (bytes) => parser.parse(bytes));
    socket.on('error', () => {});
  }

  /** Connects; whether the hub had a session for it is in sessionPresent. */
  static async connect({ deviceId, authentication }, { clean = false } = {}) {
    const device = new RawDevice(await mqttStream());
    const expiry = Math.floor(Date.now() / 1000) + 3600;
    const key = authentication.symmetricKey.primaryKey;
    device.send({
      cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean, clientId: deviceId, keepalive: 60,
      username: `${host}/${deviceId}/?api-version=2021-04-12`,
      password: Buffer.from(SharedAccessSignature.create(`${host}/devices/${deviceId}`, undefined, key, expiry).toString()),
    });
    const { returnCode, sessionPresent } = await device.answer('connack');
    if (returnCode !== 0) throw new Error(`CONNACK ${returnCode}`);
    device.sessionPresent = sessionPresent;
    return device;
  }

  send(packet) {
    this.socket.write(mqttPacket.generate(packet));
  }

  async answer(cmd) {
    await until(() => this.answers.some((packet) => packet.cmd === cmd), cmd);
    return this.answers.splice(this.answers.findIndex((packet) => packet.cmd === cmd), 1)[0];
  }

  /** Subscribes and returns the level that the hub granted. */
  async subscribe(topic, qos) {
    this.send({ cmd: 'subscribe', messageId: ++this.lastId, subscriptions: [{ topic, qos }] });
    return (await this.answer('suback')).granted[0];
  }

  async unsubscribe(topic) {
    this.send({ cmd: 'unsubscribe', messageId: ++this.lastId, unsubscriptions: [topic] });
    await this.answer('unsuback');
  }

  acknowledge({ messageId }) {
    this.send({ cmd: 'puback', messageId });
  }

  async ping() {
    this.send({ cmd: 'pingreq' });
    await this.answer('pingresp');
  }

  /** Goes as MQTT wants it. */
  async disconnect() {
    this.send({ cmd: 'disconnect' });
    await new Promise((resolve) => { this.socket.once('close', resolve).end(); });
  }

  /** Is gone all of a sudden. */
  cut() {
    this.socket.destroy();
  }
}

module.exports = { RawDevice };
