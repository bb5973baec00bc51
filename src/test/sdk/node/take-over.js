'use strict';
// Two clients of azure-iot-device with one identity, over the same or another protocol: the newer one is the device, the older one is
// disconnected (device-protocols §1.7, §2.6, §5.6).
const { NoRetry } = require('azure-iot-common');
const { Client, Message } = require('azure-iot-device');
const { assert, createDevice, deviceConnectionString, until, run, transports, Transport, isAmqp } = require('./lib');
const { registry, openService } = require('./device-bound-lib');
const { call } = require('./method-lib');

const PATIENCE = 15000;
const OtherProtocol = isAmqp ? transports.Mqtt : transports.Amqp;

/** Opens a client that answers methods with its name, so that it has links over AMQP too, and says when it is disconnected. */
async function open(service, device, name, transport) {
  const client = Client.fromConnectionString(deviceConnectionString(device), transport);
  client.setRetryPolicy(new NoRetry());
  const state = { name, client, isGone: false };
  state.gone = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} was not disconnected within ${PATIENCE} ms`)), PATIENCE);
    timer.unref();
    client.on('disconnect', () => { state.isGone = true; clearTimeout(timer); resolve(); });
  });
  state.gone.catch(() => {}); // until somebody waits for it
  await client.open();
  client.onDeviceMethod('who', (request, response) => response.send(200, name));
  return state;
}

const whoIsThere = async (service, device) => (await call(service, device, 'who')).payload;

async function takesOver(service, device, older, name, transport) {
  const newer = await open(service, device, name, transport);
  await older.gone;
  assert.equal(await whoIsThere(service, device), name);
  await newer.client.sendEvent(new Message(name));
  assert.equal((await registry.get(device.deviceId)).responseBody.connectionState, 'Connected');
  assert.equal(newer.isGone, false, `${name} stays`);
  return newer;
}

run(async () => {
  const device = await createDevice('take-over');
  const service = await openService();
  const first = await open(service, device, 'first', Transport);
  assert.equal(await whoIsThere(service, device), 'first');
  const second = await takesOver(service, device, first, 'second', Transport);
  const third = await takesOver(service, device, second, 'third', OtherProtocol);
  const fourth = await takesOver(service, device, third, 'fourth', Transport);
  await fourth.client.close();
  await until(async () => (await registry.get(device.deviceId)).responseBody.connectionState === 'Disconnected', 'the hub to notice');
  await service.close();
});
