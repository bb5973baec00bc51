'use strict';
// azure-iot-device-http sends batches, all of which is stored or nothing, and hears of refusals in its own errors
// (device-protocols §3.3, §3.7).
const { Registry } = require('azure-iothub');
const { Message } = require('azure-iot-device');
const { earliestEventPosition } = require('@azure/event-hubs');
const {
  assert, owner, createDevice, openDevice, newConsumer, Reader, isFrom, partitionOf, run,
} = require('./lib');

const LIMIT = 256 * 1024;

function message(body, properties = {}) {
  const result = new Message(body);
  Object.entries(properties).forEach(([name, value]) => result.properties.add(name, value));
  return result;
}

run(async () => {
  const device = await createDevice('batch');
  const client = await openDevice(device);
  await client.sendEventBatch([message('one', { tempAlert: 'a b+c&d=é' }), message('two'), message(Buffer.from('Zürich'))]);
  await assert.rejects(client.sendEventBatch([message('not stored'), message(Buffer.alloc(LIMIT))]), { name: 'MessageTooLargeError' });
  await assert.rejects(client.sendEvent(message(Buffer.alloc(LIMIT + 1))), { name: 'MessageTooLargeError' });
  await client.sendEvent(message('last'));
  await client.close();

  const consumer = newConsumer({ skipParsingBodyAsJson: true });
  const reader = new Reader(consumer, await partitionOf(consumer, device.deviceId), { startPosition: earliestEventPosition });
  const ours = (r) => r.events.filter(isFrom(device.deviceId));
  await reader.until((r) => ours(r).length >= 4, 'four messages');
  assert.deepEqual(ours(reader).map((event) => String(event.body)), ['one', 'two', 'Zürich', 'last']);
  assert.deepEqual(ours(reader).map((event) => event.properties ?? {}), [{ tempAlert: 'a b+c&d=é' }, {}, {}, {}]);
  await reader.close();
  await consumer.close();

  await Registry.fromConnectionString(owner).delete(device.deviceId);
  await assert.rejects((await openDevice(device)).sendEvent(message('of nobody')), { name: 'UnauthorizedError' });
});
