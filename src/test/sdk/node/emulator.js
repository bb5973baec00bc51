'use strict';
// @azure/event-hubs with UseDevelopmentEmulator=true: AMQP without TLS on loopback (service-protocols §9).
const { Message } = require('azure-iot-device');
const { EventHubConsumerClient, earliestEventPosition } = require('@azure/event-hubs');
const { assert, createDevice, openDevice, Reader, isFrom, partitionOf, run } = require('./lib');

run(async () => {
  const device = await createDevice('emulator');
  const client = await openDevice(device);
  await client.sendEvent(new Message('in the clear'));
  await client.close();
  const consumer = new EventHubConsumerClient('$Default', process.env.EMULATOR_CONNECTION_STRING);
  assert.equal((await consumer.getEventHubProperties()).name, 'nave');
  const reader = new Reader(consumer, await partitionOf(consumer, device.deviceId), { startPosition: earliestEventPosition });
  await reader.until((r) => r.events.some(isFrom(device.deviceId)), 'the message');
  assert.equal(String(reader.events.find(isFrom(device.deviceId)).body), 'in the clear');
  await reader.close();
  await consumer.close();
});
