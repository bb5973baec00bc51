'use strict';
// Messages wait for a device that is away, in order; over MQTT azure-iot-device subscribes once and relies on the hub to remember
// (semantics §5.1, §5.4, device-protocols §1.6, §1.10, §2.8).
const { SharedAccessSignature } = require('azure-iot-common');
const { Client } = require('azure-iot-device');
const { assert, host, createDevice, openDevice, until, run, Transport } = require('./lib');
const { getTwin } = require('./twin-lib');
const { registry, anHourFromNow, openService, message, text, Inbox, waiting } = require('./device-bound-lib');
const { call } = require('./method-lib');

const names = (prefix, count) => Array.from({ length: count }, (_, i) => `${prefix} ${i}`);

async function sendAll(service, { deviceId }, bodies) {
  for (const body of bodies) {
    await service.send(deviceId, message(body, { messageId: body.replaceAll(' ', '-') }));
  }
}

const isEmpty = (device) => until(async () => await waiting(device) === 0, 'the queue to be empty');

async function beforeTheFirstConnection(device, service) {
  await sendAll(service, device, names('early', 5));
  const client = await openDevice(device);
  await getTwin(client);
  assert.equal(await waiting(device), 5, 'a device that has never subscribed gets nothing');
  const inbox = new Inbox(client);
  await inbox.bodies(names('early', 5), 'what was sent before the device subscribed');
  await isEmpty(device);
  return { client, inbox };
}

/** Before the first reopening, after which the SDK does not know any more that it has subscribed. */
async function withoutSubscription(device, service, client, inbox) {
  client.removeAllListeners('message');
  client.onDeviceMethod('after', (request, response) => response.send(200)); // which subscribes, and the hub tells when that is done
  await call(service, device, 'after');
  await sendAll(service, device, ['waits 0']);
  await inbox.noMore('nothing without a subscription');
  assert.equal(await waiting(device), 1);
  const again = new Inbox(client);
  await again.bodies(['waits 0'], 'what waited for the subscription');
  await isEmpty(device);
  return again;
}

async function whileAway(device, service, client, inbox) {
  for (const round of ['a', 'b', 'c']) {
    await client.close();
    await sendAll(service, device, names(round, 20));
    assert.equal(await waiting(device), 20);
    await inbox.reopen();
    await inbox.bodies(names(round, 20), 'what was sent while the device was away');
    await isEmpty(device);
  }
  await inbox.noMore('each message once');
}

function token({ deviceId, authentication }) {
  return SharedAccessSignature.create(`${host}/devices/${deviceId}`, null, authentication.symmetricKey.primaryKey, anHourFromNow()).toString();
}

/** A renewal is a new connection over MQTT, and over AMQP none at all, in the middle of what goes on. */
async function acrossRenewals(service) {
  const device = await createDevice('device-bound-renewal');
  const client = Client.fromSharedAccessSignature(token(device), Transport);
  await client.open();
  const inbox = new Inbox(client);
  await sendAll(service, device, ['first 0']);
  await inbox.bodies(['first 0'], 'a message before the renewals');
  let renewing = true;
  const sending = (async () => {
    let sent = 0;
    while (renewing) await sendAll(service, device, [`m ${sent++}`]);
    return sent;
  })();
  for (let i = 0; i < 3; i++) {
    await client.updateSharedAccessSignature(token(device));
    const seen = inbox.waiting.length;
    await until(() => inbox.waiting.length > seen + 20, 'messages after a renewal');
  }
  renewing = false;
  const count = await sending;
  await isEmpty(device);
  const received = inbox.waiting.map(text);
  assert.deepEqual([...new Set(received)], names('m', count), 'all, in order, some perhaps twice');
  await client.close();
}

async function anotherDeviceOfThatName(device, service, client, inbox) {
  await client.close();
  await sendAll(service, device, ['for the old one']);
  await registry.delete(device.deviceId);
  const { responseBody: next } = await registry.create({ deviceId: device.deviceId });
  assert.equal(await waiting(next), 0);
  const newClient = await openDevice(next);
  const newInbox = new Inbox(newClient);
  await sendAll(service, next, ['for the new one']);
  await newInbox.bodies(['for the new one'], 'only its own');
  await newInbox.noMore('nothing of a device that was deleted');
  await inbox.noMore('nothing for a closed client');
  await newClient.close();
}

run(async () => {
  const device = await createDevice('device-bound-away');
  const service = await openService();
  const { client, inbox } = await beforeTheFirstConnection(device, service);
  const again = await withoutSubscription(device, service, client, inbox);
  await whileAway(device, service, client, again);
  await acrossRenewals(service);
  await anotherDeviceOfThatName(device, service, client, again);
  await service.close();
});
