'use strict';
// What expires or is purged before its device comes is never delivered, and who asked hears of that; neither azure-iothub nor another
// SDK has a call for the purge (semantics §5.1, §5.3, service-protocols §5.16).
const { assert, createDevice, openDevice, until, run } = require('./lib');
const { openService, message, Inbox, Feedback, waiting, rest } = require('./device-bound-lib');

const KINDS = ['none', 'positive', 'negative', 'full'];
const LIFE = 1500;

const sendOfEachKind = (service, { deviceId }, name, system) => Promise.all(KINDS.map((ack) => (
  service.send(deviceId, message(name, { messageId: `${name}-${ack}`, ack, ...system })))));

async function expires(device, service, feedback) {
  const expiryTimeUtc = Date.now() + LIFE;
  await sendOfEachKind(service, device, 'expires', { expiryTimeUtc });
  await service.send(device.deviceId, message('stays', { expiryTimeUtc: Date.now() + 3600000 }));
  assert.equal(await waiting(device), KINDS.length + 1);
  await until(() => Date.now() > expiryTimeUtc, 'the time of expiry');
  await until(async () => await waiting(device) === 1, 'the expired messages to be gone from the count');
  await feedback.tellsAll({ 'expires-negative': 'Expired', 'expires-full': 'Expired' }, 'feedback on expired messages');
}

async function isPurged(device, service, feedback) {
  await sendOfEachKind(service, device, 'purged');
  const path = `/devices/${device.deviceId}/commands`;
  const purged = await rest('DELETE', path);
  assert.equal(purged.status, 200);
  assert.deepEqual(purged.body, { deviceId: device.deviceId, moduleId: null, totalMessagesPurged: KINDS.length + 1 });
  assert.equal(await waiting(device), 0);
  await feedback.tellsAll({ 'purged-negative': 'Purged', 'purged-full': 'Purged' }, 'feedback on purged messages');
  assert.equal((await rest('DELETE', path)).body.totalMessagesPurged, 0, 'nothing is left');
}

run(async () => {
  const device = await createDevice('device-bound-expiry');
  const service = await openService();
  const feedback = await Feedback.of(service, device);
  await expires(device, service, feedback);
  const since = Date.now();
  await service.send(device.deviceId, message('marker', { messageId: 'marker', ack: 'full' }));
  const client = await openDevice(device);
  const inbox = new Inbox(client);
  await inbox.bodies(['stays', 'marker'], 'what has not expired');
  await feedback.tells('marker', 'Success', since); // and nothing before it
  await client.close();

  await service.send(device.deviceId, message('purged too'));
  await isPurged(device, service, feedback);
  await service.send(device.deviceId, message('last', { messageId: 'last', ack: 'full' }));
  await client.open();
  await inbox.bodies(['last'], 'what was sent after the purge');
  await feedback.tells('last', 'Success', since);
  await inbox.noMore('nothing that expired or was purged');
  await client.close();
  await service.close();
});
