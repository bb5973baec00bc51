'use strict';
// @azure/event-hubs with owner levels: who comes with the same or a higher one cuts the older reader off (service-protocols §7.8).
const { Message } = require('azure-iot-device');
const { earliestEventPosition } = require('@azure/event-hubs');
const { assert, createDevice, openDevice, newConsumer, Reader, isFrom, partitionOf, run } = require('./lib');

run(async () => {
  const device = await createDevice('epochs');
  const client = await openDevice(device);
  await client.sendEvent(new Message('first'));
  const finder = newConsumer();
  const partition = await partitionOf(finder, device.deviceId);
  await finder.close();
  const consumers = [];
  const read = (ownerLevel) => {
    consumers.push(newConsumer({ retryOptions: { maxRetries: 0 } }));
    return new Reader(consumers.at(-1), partition, { startPosition: earliestEventPosition, ownerLevel });
  };
  const reads = (reader, text) => reader.until((r) => r.events.filter(isFrom(device.deviceId)).some((e) => String(e.body) === text), text);

  const withoutLevel = read(undefined);
  await reads(withoutLevel, 'first');
  const older = read(1);
  await reads(older, 'first');
  assert.equal((await withoutLevel.failure('the end of the reader without level')).code, 'ReceiverDisconnectedError');

  const equal = read(1);
  await reads(equal, 'first');
  assert.equal((await older.failure('the end of the older reader')).code, 'ReceiverDisconnectedError');
  assert.match(older.error.message, /higher epoch/);

  const newer = read(2);
  await reads(newer, 'first');
  assert.equal((await equal.failure('the end of the reader with the lower level')).code, 'ReceiverDisconnectedError');

  const tooLow = read(1);
  assert.equal((await tooLow.failure('the refusal of a lower level')).code, 'ReceiverDisconnectedError');
  assert.equal(tooLow.events.length, 0);
  const none = read(undefined);
  await none.failure('the refusal of a reader without level');
  assert.equal(none.events.length, 0);

  await client.sendEvent(new Message('second'));
  await reads(newer, 'second');
  assert.equal(newer.error, undefined, 'who came with a lower level disturbed nobody');
  await client.close();
  await Promise.all(consumers.map((consumer) => consumer.close()));
});
