'use strict';
// What azure-iothub is refused when it sends, by its own errors; the link goes on (service-protocols §6.4, semantics §5.1, §5.3).
const { assert, createDevice, openDevice, run } = require('./lib');
const { registry, openService, message, Inbox, waiting, rest, refused } = require('./device-bound-lib');

const ARGUMENT = 'com.microsoft:argument-error';
const SIZE = 'amqp:link:message-size-exceeded';

async function wrongAddresses(service, device) {
  await refused(service.send('nosuch', message('x')), 'DeviceNotFoundError', 'amqp:not-found', 'no such device');
  await registry.update({ ...device, status: 'disabled' });
  await refused(service.send(device.deviceId, message('x')), 'DeviceNotFoundError', 'amqp:not-found', 'a disabled device');
  await registry.update({ ...device, status: 'enabled' });
  await service.send(device.deviceId, message('first'));
}

async function wrongMessages(service, { deviceId }) {
  const send = (body, system) => service.send(deviceId, message(body, system));
  await refused(send('x', { expiryTimeUtc: Date.now() - 1000 }), 'ArgumentError', ARGUMENT, 'an expiry in the past');
  await refused(send('x', { ack: 'sometimes', messageId: 'm' }), 'ArgumentError', ARGUMENT, 'another kind of acknowledgement');
  await refused(send('x', { messageId: 'm'.repeat(129) }), 'ArgumentError', ARGUMENT, 'a long message id');
  await refused(send('x', { messageId: 'a b' }), 'ArgumentError', ARGUMENT, 'a space in a message id');
  await refused(send(Buffer.alloc(65537)), 'MessageTooLargeError', SIZE, 'a byte too many');
  await refused(send(Buffer.alloc(65000), { properties: { name: 'x'.repeat(600) } }), 'MessageTooLargeError', SIZE, 'properties count');
  await refused(send(Buffer.alloc(256000)), 'MessageTooLargeError', SIZE, '256,000 bytes');
  await send('second');
}

/** Each transfer has its own outcome, whatever those before and after it had. */
async function manyAtOnce(service, { deviceId }) {
  const sends = Array.from({ length: 60 }, (_, i) => (i % 3 === 1 ? service.send('nosuch', message('x'))
    : service.send(deviceId, message(i % 3 === 2 ? Buffer.alloc(65537) : `many ${i}`))));
  const outcomes = await Promise.allSettled(sends);
  assert.deepEqual(outcomes.map(({ reason }) => reason && reason.name),
    outcomes.map((_, i) => [undefined, 'DeviceNotFoundError', 'MessageTooLargeError'][i % 3]));
  return outcomes.map((_, i) => `many ${i}`).filter((_, i) => i % 3 === 0);
}

run(async () => {
  const device = await createDevice('device-bound-refusals');
  const service = await openService();
  let disconnected = false;
  service.on('disconnect', () => { disconnected = true; });
  await wrongAddresses(service, device);
  await wrongMessages(service, device);
  const many = await manyAtOnce(service, device);
  assert.equal(disconnected, false, 'the connection goes on');
  assert.equal(await waiting(device), 2 + many.length, 'what is refused is not queued');
  assert.equal((await rest('DELETE', '/devices/nosuch/commands')).status, 404, 'a queue of no device');

  const client = await openDevice(device);
  const inbox = new Inbox(client);
  await inbox.bodies(['first', 'second', ...many], 'what was accepted, in order');
  await inbox.noMore('nothing else');
  await client.close();
  await service.close();
});
