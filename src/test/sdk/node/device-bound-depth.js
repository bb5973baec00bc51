'use strict';
// A queue of DEPTH messages is full: azure-iothub is told with its own error, and may send when there is room again (semantics §5.1).
const { assert, createDevice, openDevice, until, run } = require('./lib');
const { openService, message, Inbox, waiting, rest, refused } = require('./device-bound-lib');

const DEPTH = Number(process.env.DEPTH);

async function overfull(service, device) {
  const refusal = await refused(service.send(device.deviceId, message('one more')), 'DeviceMaximumQueueDepthExceededError',
    'amqp:resource-limit-exceeded', `message ${DEPTH + 1}`);
  const expected = `Device Queue depth cannot exceed ${DEPTH} messages`;
  assert.ok(refusal.amqpError.description.includes(expected), `${refusal.amqpError.description} says: ${expected}`);
  assert.equal(await waiting(device), DEPTH);
}

run(async () => {
  const device = await createDevice('device-bound-depth');
  const service = await openService();
  const bodies = Array.from({ length: DEPTH }, (_, i) => `message ${i}`);
  await Promise.all(bodies.map((body) => service.send(device.deviceId, message(body))));
  await overfull(service, device);

  const client = await openDevice(device);
  const inbox = new Inbox(client);
  await inbox.bodies(bodies, 'the whole queue in order');
  await until(async () => await waiting(device) === 0, 'the queue to be empty');
  await service.send(device.deviceId, message('room again'));
  await inbox.bodies(['room again'], 'a message after that');
  await client.close();

  await Promise.all(bodies.map((body) => service.send(device.deviceId, message(body))));
  await overfull(service, device);
  assert.equal((await rest('DELETE', `/devices/${device.deviceId}/commands`)).body.totalMessagesPurged, DEPTH);
  await service.send(device.deviceId, message('after the purge'));
  await client.open();
  await inbox.bodies(['after the purge'], 'the only message');
  await client.close();
  await service.close();
});
