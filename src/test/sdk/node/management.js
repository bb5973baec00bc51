'use strict';
// @azure/event-hubs asks about the event hub and its partitions, and is told the last event while it reads (service-protocols §7.4).
const { Message } = require('azure-iot-device');
const { earliestEventPosition } = require('@azure/event-hubs');
const { assert, eventHub, createDevice, openDevice, newConsumer, Reader, isFrom, partitionOf, run } = require('./lib');

run(async () => {
  const device = await createDevice('management');
  const client = await openDevice(device);
  await client.sendEvent(new Message('one'));
  await client.sendEvent(new Message('two'));
  await client.close();
  const consumer = newConsumer();
  const name = /EntityPath=([^;]+)/.exec(eventHub)[1];

  const hub = await consumer.getEventHubProperties();
  assert.equal(hub.name, name);
  assert.deepEqual(hub.partitionIds, ['0', '1', '2', '3']);
  assert.ok(hub.createdOn instanceof Date && hub.createdOn.getTime() <= Date.now());
  assert.deepEqual(await consumer.getPartitionIds(), hub.partitionIds);

  const partition = await partitionOf(consumer, device.deviceId);
  const reader = new Reader(consumer, partition, { startPosition: earliestEventPosition, trackLastEnqueuedEventProperties: true });
  await reader.until((r) => r.events.filter(isFrom(device.deviceId)).length === 2, 'two messages');
  const last = reader.events.at(-1);
  const properties = await consumer.getPartitionProperties(partition);
  assert.equal(properties.eventHubName, name);
  assert.equal(properties.partitionId, partition);
  assert.equal(properties.beginningSequenceNumber, 0);
  assert.equal(properties.lastEnqueuedSequenceNumber, last.sequenceNumber);
  assert.equal(String(properties.lastEnqueuedOffset), last.offset);
  assert.equal(properties.lastEnqueuedOnUtc.getTime(), last.enqueuedTimeUtc.getTime());
  assert.equal(properties.isEmpty, false);
  assert.equal(reader.lastEnqueued.sequenceNumber, last.sequenceNumber, 'the run-time metric');
  assert.equal(reader.lastEnqueued.offset, last.offset);
  await reader.close();

  await assert.rejects(consumer.getPartitionProperties('99'));
  await consumer.close();

  const elsewhere = newConsumer({ retryOptions: { maxRetries: 0 } }, eventHub.replace(/EntityPath=.*/, 'EntityPath=not-there'));
  await assert.rejects(elsewhere.getEventHubProperties(), { code: 'MessagingEntityNotFoundError' });
  await elsewhere.close();
});
