'use strict';
// @azure/event-hubs reads from every kind of position, and gets exactly the events that belong to it (service-protocols §7.6).
const { Message } = require('azure-iot-device');
const { earliestEventPosition, latestEventPosition } = require('@azure/event-hubs');
const { assert, pause, createDevice, openDevice, newConsumer, Reader, isFrom, partitionOf, run } = require('./lib');

const MESSAGES = 20;
const numbers = (events) => events.map((event) => event.sequenceNumber);

async function readsExactly(partition, startPosition, expected, what) {
  const consumer = newConsumer(); // a client reads a partition only once at a time
  const reader = new Reader(consumer, partition, { startPosition });
  assert.deepEqual(numbers(await reader.exactly(expected.length, what)), numbers(expected), what);
  await reader.close();
  await consumer.close();
}

async function latestReadsOnlyWhatComes(consumer, partition, client, deviceId, all) {
  const reader = new Reader(consumer, partition, { startPosition: latestEventPosition });
  let sent = 0;
  for (; reader.events.length === 0; sent++) { // the reader has attached when the first of these reaches it
    assert.ok(sent < 300 && reader.error === undefined, `nothing arrives at latest: ${reader.error}`);
    await client.sendEvent(new Message(`later ${sent}`));
    await pause(20);
  }
  await client.sendEvent(new Message(`later ${sent++}`));
  const lastBody = `later ${sent - 1}`;
  await reader.until((r) => String(r.events.at(-1).body) === lastBody, 'the last message');
  assert.ok(reader.events[0].sequenceNumber > all.at(-1).sequenceNumber, 'nothing from before');
  reader.events.forEach((event, i) => {
    assert.equal(event.sequenceNumber, reader.events[0].sequenceNumber + i, 'no gap');
    assert.ok(isFrom(deviceId)(event));
  });
  await reader.close();
}

run(async () => {
  const device = await createDevice('positions');
  const client = await openDevice(device);
  for (let i = 0; i < MESSAGES; i++) {
    await client.sendEvent(new Message(`message ${i}`));
  }
  const consumer = newConsumer();
  const partition = await partitionOf(consumer, device.deviceId);
  const earliest = new Reader(consumer, partition, { startPosition: earliestEventPosition });
  await earliest.until((r) => r.events.filter(isFrom(device.deviceId)).length === MESSAGES, 'all messages');
  await earliest.close();
  const all = [...earliest.events];
  const ours = all.filter(isFrom(device.deviceId));
  assert.deepEqual(ours.map((event) => String(event.body)), [...Array(MESSAGES).keys()].map((i) => `message ${i}`));
  assert.deepEqual(numbers(all), [...all.keys()], 'from 0, without a gap');

  const middle = all.indexOf(ours[MESSAGES / 2]);
  const { offset, sequenceNumber, enqueuedTimeUtc } = all[middle];
  const after = all.slice(middle + 1);
  const from = all.slice(middle);
  const later = all.filter((event) => event.enqueuedTimeUtc > enqueuedTimeUtc);
  await Promise.all([
    readsExactly(partition, earliestEventPosition, all, 'earliest'),
    readsExactly(partition, { offset }, after, 'after an offset'),
    readsExactly(partition, { offset, isInclusive: true }, from, 'from an offset'),
    readsExactly(partition, { sequenceNumber }, after, 'after a sequence number'),
    readsExactly(partition, { sequenceNumber, isInclusive: true }, from, 'from a sequence number'),
  ]); // five readers, as many as a partition has without an epoch
  await readsExactly(partition, { enqueuedOn: enqueuedTimeUtc }, later, 'after an enqueued time');
  await readsExactly(partition, { enqueuedOn: new Date(Date.now() + 60000) }, [], 'after a time to come');
  await latestReadsOnlyWhatComes(consumer, partition, client, device.deviceId, all);
  await client.close();
  await consumer.close();
});
