'use strict';
// What the scripts share. They take their hub from the environment, as the README's example does.
const assert = require('node:assert/strict');
const tls = require('node:tls');
const { ConnectionString } = require('azure-iot-common');
const { AmqpWs, Client: ServiceClient, Registry } = require('azure-iothub');
const { Client, Message } = require('azure-iot-device');
const transports = { ...require('azure-iot-device-mqtt'), ...require('azure-iot-device-amqp'), ...require('azure-iot-device-http') };
const rhea = require('rhea');
const WebSocket = require('ws');
const { EventHubConsumerClient, earliestEventPosition } = require('@azure/event-hubs');

const owner = process.env.IOTHUB_CONNECTION_STRING;
const eventHub = process.env.EVENTHUB_CONNECTION_STRING;
const host = ConnectionString.parse(owner).HostName;
/** How devices connect: Mqtt, MqttWs, Amqp, AmqpWs or Http. */
const transportName = process.env.DEVICE_TRANSPORT ?? 'Mqtt';
const Transport = transports[transportName];
const isAmqp = transportName.startsWith('Amqp');
const isHttp = transportName === 'Http';
const isWebSocket = transportName.endsWith('Ws');
const isServiceOverWebSocket = process.env.SERVICE_TRANSPORT === 'amqp-ws';
const HUB_WEB_SOCKET = `wss://${host}/$iothub/websocket`;
const PATIENCE = 15000;
const QUIET = 700;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const uniqueId = (prefix) => `${prefix}-${process.pid}-${Date.now()}`;

async function createDevice(prefix) {
  const { responseBody } = await Registry.fromConnectionString(owner).create({ deviceId: uniqueId(prefix) });
  return responseBody;
}

function deviceConnectionString(device) {
  return `HostName=${host};DeviceId=${device.deviceId};SharedAccessKey=${device.authentication.symmetricKey.primaryKey}`;
}

async function openDevice(device) {
  const client = Client.fromConnectionString(deviceConnectionString(device), Transport);
  await client.open();
  return client;
}

/** A device that the hub knows by the thumbprint of its certificate, DEVICE_THUMBPRINT: SHA-1, 40 hexadecimal digits. */
async function createCertificateDevice(prefix) {
  const { responseBody } = await Registry.fromConnectionString(owner).create({
    deviceId: uniqueId(prefix),
    authentication: { type: 'selfSigned', x509Thumbprint: { primaryThumbprint: process.env.DEVICE_THUMBPRINT, secondaryThumbprint: null } },
  });
  return responseBody;
}

/** By a certificate of the environment, PEM texts: whose is DEVICE or OTHER, a stranger. */
async function openByCertificate({ deviceId }, whose) {
  const client = Client.fromConnectionString(`HostName=${host};DeviceId=${deviceId};x509=true`, Transport);
  await client.setOptions({
    cert: process.env[`${whose}_CERTIFICATE`],
    key: process.env[`${whose}_KEY`],
    ...(isHttp && { http: { receivePolicy: { interval: 1 } } }), // without it azure-iot-device-http hangs
  });
  await client.open();
  return client;
}

/** Over AMQP a certificate counts when a link is attached, and the SDK attaches none before it is used (device-protocols §2.1); so over HTTPS. */
async function openAsStranger(device) {
  const client = await openByCertificate(device, 'OTHER');
  if (isAmqp || isHttp) await client.sendEvent(new Message('by a stranger'));
}

/** The service's client, which sends to devices and reads feedback; not open yet. */
const newService = () => ServiceClient.fromConnectionString(owner, isServiceOverWebSocket ? AmqpWs : undefined);

const newConsumer = (options, connectionString = eventHub) => new EventHubConsumerClient('$Default', connectionString,
  isServiceOverWebSocket ? { webSocketOptions: { webSocket: WebSocket }, ...options } : options);

/** Where rhea, a plain AMQP client, finds the hub. */
const amqpEndpoint = () => (isServiceOverWebSocket
  ? { connection_details: rhea.websocket_connect(WebSocket)(HUB_WEB_SOCKET, 'AMQPWSB10', {}) }
  : { host, port: 5671, transport: 'tls' });

/** A connection of a device that speaks MQTT itself, as a stream. */
async function mqttStream() {
  const webSocket = isWebSocket && new WebSocket(HUB_WEB_SOCKET, 'mqtt');
  const stream = webSocket ? WebSocket.createWebSocketStream(webSocket) : tls.connect({ host, port: 8883 });
  await new Promise((resolve, reject) => {
    (webSocket || stream).once(webSocket ? 'open' : 'secureConnect', resolve);
    stream.once('error', reject);
  });
  return stream;
}

/** There when the condition holds, which may be a promise; fails when it does not in time. */
async function until(condition, what) {
  const deadline = Date.now() + PATIENCE;
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE} ms for ${what}`);
    await pause(20);
  }
}

/** What comes in from a hub, in order, for whoever waits for it. */
class Arrivals {
  constructor() {
    this.waiting = [];
  }

  add(arrival) {
    this.waiting.push(arrival);
  }

  async next(what) {
    await until(() => this.waiting.length > 0, what);
    return this.waiting.shift();
  }

  async take(count, what) {
    await until(() => this.waiting.length >= count, `${count} times ${what}`)
      .catch((error) => { throw new Error(`${error.message}; ${this.waiting.length} came`); });
    return this.waiting.splice(0, count);
  }

  async noMore(what) {
    await pause(QUIET);
    assert.deepEqual(this.waiting, [], what);
  }
}

/** Events of one partition as they arrive, and the error that ended the subscription, if one did. */
class Reader {
  constructor(consumer, partition, options) {
    this.events = [];
    this.error = undefined;
    this.subscription = consumer.subscribe(partition, {
      processEvents: async (events, context) => {
        this.events.push(...events);
        this.lastEnqueued = context.lastEnqueuedEventProperties;
      },
      processError: async (error) => { this.error = error; },
    }, { maxBatchSize: 50, maxWaitTimeInSeconds: 1, ...options });
  }

  async until(condition, what) {
    const deadline = Date.now() + PATIENCE;
    while (!condition(this)) {
      if (this.error !== undefined) throw this.error;
      if (Date.now() > deadline) throw new Error(`waited ${PATIENCE} ms for ${what}; ${this.events.length} events so far`);
      await pause(20);
    }
    return this.events;
  }

  /** That many events, and no more in the time that follows. */
  async exactly(count, what) {
    await this.until((reader) => reader.events.length >= count, `${count} events (${what})`);
    await pause(QUIET);
    return this.events;
  }

  async failure(what) {
    const deadline = Date.now() + PATIENCE;
    while (this.error === undefined) {
      if (Date.now() > deadline) throw new Error(`waited ${PATIENCE} ms for ${what}`);
      await pause(20);
    }
    return this.error;
  }

  close() {
    return this.subscription.close();
  }
}

const isFrom = (deviceId) => (event) => event.systemProperties['iothub-connection-device-id'] === deviceId;

/** The user id of an event, which the client shows as an object of bytes. */
const userId = (event) => Buffer.from(Object.values(event.systemProperties.userId)).toString();

/** The partition that holds a device's events. */
async function partitionOf(consumer, deviceId) {
  const readers = (await consumer.getPartitionIds())
    .map((id) => ({ id, reader: new Reader(consumer, id, { startPosition: earliestEventPosition }) }));
  const holds = ({ reader }) => reader.events.some(isFrom(deviceId));
  const deadline = Date.now() + PATIENCE;
  while (!readers.some(holds)) {
    const failed = readers.find(({ reader }) => reader.error !== undefined);
    if (failed) throw failed.reader.error;
    if (Date.now() > deadline) throw new Error(`no partition holds an event of ${deviceId}`);
    await pause(20);
  }
  const { id } = readers.find(holds);
  await Promise.all(readers.map(({ reader }) => reader.close()));
  return id;
}

/** Runs a script's one function; its failure goes to stderr and ends the process with 1, as does an end before it is through. */
function run(main) {
  process.exitCode = 1; // for Node ends when nothing is left that could wake it
  main().then(
    () => { console.log('passed'); process.exit(0); },
    (error) => { console.error(error); process.exit(1); });
}

module.exports = {
  assert, owner, eventHub, host, transports, Transport, isAmqp, isHttp, isWebSocket, pause, uniqueId, createDevice,
  deviceConnectionString, openDevice, createCertificateDevice, openByCertificate, openAsStranger, newService, newConsumer, amqpEndpoint, mqttStream, until, Arrivals, Reader, isFrom, userId,
  partitionOf, run,
};
