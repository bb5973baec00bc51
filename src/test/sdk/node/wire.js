'use strict';
// A line between a device and its hub that a script can cut and mend, as a network does: TCP, through which TLS goes as it is.
const net = require('node:net');
const https = require('node:https');
const { Client } = require('azure-iot-device');
const { host, isAmqp, isWebSocket, deviceConnectionString } = require('./lib');

const HUB_PORT = { true: 443, false: isAmqp ? 5671 : 8883 }[isWebSocket];

class Wire {
  constructor() {
    this.sockets = new Set();
    this.isCut = false;
    /** How often a client has connected. */
    this.connections = 0;
    this.server = net.createServer((near) => this.connect(near));
  }

  static async lay() {
    const wire = new Wire();
    await new Promise((resolve) => { wire.server.listen(0, host, resolve); });
    return wire;
  }

  connect(near) {
    if (this.isCut) {
      near.destroy();
      return;
    }
    this.connections++;
    const far = net.connect(HUB_PORT, host);
    [[near, far], [far, near]].forEach(([one, other]) => {
      this.sockets.add(one);
      one.pipe(other);
      one.on('error', () => {});
      one.on('close', () => { this.sockets.delete(one); other.destroy(); });
    });
  }

  /** Whoever is connected is not any more, and nobody connects until it is mended. */
  cut() {
    this.isCut = true;
    this.sockets.forEach((socket) => socket.destroy());
  }

  mend() {
    this.isCut = false;
  }

  get port() {
    return this.server.address().port;
  }

  /** Over WebSockets the port is that of the agent, otherwise it is in the name of the hub (device-protocols §6.1). */
  connectionString(device) {
    return deviceConnectionString(device).replace(`HostName=${host}`, `HostName=${host}${isWebSocket ? '' : `:${this.port}`}`);
  }

  /** Makes a client, which is not open yet, use this line. */
  async carry(client) {
    if (isWebSocket) {
      const webSocketAgent = new https.Agent({ host, port: this.port });
      await client.setOptions({ mqtt: { webSocketAgent }, amqp: { webSocketAgent } });
    }
    return client;
  }

  client(device, Transport) {
    return this.carry(Client.fromConnectionString(this.connectionString(device), Transport));
  }
}

module.exports = { Wire };
