'use strict';
// azure-iot-device sends, @azure/event-hubs reads: every property of the message arrives where an application looks for it
// (device-protocols §1.9, §2.7, §3.2, service-protocols §7.7).
const { Message } = require('azure-iot-device');
const { earliestEventPosition } = require('@azure/event-hubs');
const { assert, createDevice, openDevice, newConsumer, Reader, isFrom, userId, partitionOf, run, isAmqp, isHttp } = require('./lib');

const EXPIRY = '2040-01-02T03:04:05.678Z';
const ALERT = isHttp ? 'tempAlert' : 'temp alert'; // a header has no blank in its name

/** azure-iot-device-amqp hangs on a date, and azure-iot-device-http writes it as people do. */
function expiry() {
  if (isHttp) return EXPIRY;
  return isAmqp ? Date.parse(EXPIRY) : new Date(EXPIRY);
}

function fullMessage() {
  const message = new Message(JSON.stringify({ temperature: 21.5, place: 'Zürich' }));
  Object.assign(message, {
    messageId: 'id-1', correlationId: 'c-1', userId: 'u1', contentType: 'application/json', contentEncoding: 'utf-8',
    expiryTimeUtc: expiry(),
  });
  message.properties.add(ALERT, 'a b+c&d=é');
  message.properties.add('empty', '');
  message.properties.add('level', '3');
  return message;
}

function checkWhatTheDeviceSaid(event) {
  assert.deepEqual(event.body, { temperature: 21.5, place: 'Zürich' });
  assert.equal(event.messageId, 'id-1');
  assert.equal(event.correlationId, 'c-1');
  assert.equal(event.contentType, 'application/json');
  assert.deepEqual(event.properties, { [ALERT]: 'a b+c&d=é', empty: '', level: '3' });
  const properties = event.getRawAmqpMessage().properties;
  if (isAmqp) assert.equal(event.systemProperties.userId, undefined, 'azure-iot-device-amqp sends none');
  else assert.equal(userId(event), 'u1');
  assert.equal(properties.contentEncoding, 'utf-8');
  assert.equal(new Date(properties.absoluteExpiryTime).toISOString(), EXPIRY);
}

function checkWhatTheHubSays(event, device, sentAt) {
  const system = event.systemProperties;
  assert.equal(system['iothub-connection-device-id'], device.deviceId);
  assert.equal(system['iothub-connection-auth-generation-id'], device.generationId);
  assert.equal(system['iothub-connection-auth-method'],
    '{"scope":"device","type":"sas","issuer":"iothub","acceptingIpFilterRule":null}');
  assert.equal(system['iothub-message-source'], 'Telemetry');
  assert.equal(system['iothub-connection-module-id'], undefined);
  assert.equal(typeof system['iothub-enqueuedtime'], 'number');
  const enqueued = event.enqueuedTimeUtc.getTime();
  assert.ok(system['iothub-enqueuedtime'] <= enqueued, 'the hub takes it before the log does');
  assert.ok(system['iothub-enqueuedtime'] >= sentAt - 1000 && enqueued <= Date.now() + 1000, 'now');
  assert.ok(Number.isInteger(event.sequenceNumber));
  assert.equal(typeof event.offset, 'string');
  assert.ok([undefined, device.deviceId].includes(event.partitionKey));
}

run(async () => {
  const device = await createDevice('telemetry');
  const client = await openDevice(device);
  const sentAt = Date.now();
  await client.sendEvent(fullMessage());
  await client.sendEvent(new Message(Buffer.from([0, 1, 254, 255])));
  await client.sendEvent(new Message(''));
  await client.close();

  const consumer = newConsumer({ skipParsingBodyAsJson: false });
  const partition = await partitionOf(consumer, device.deviceId);
  const reader = new Reader(consumer, partition, { startPosition: earliestEventPosition });
  const ours = (r) => r.events.filter(isFrom(device.deviceId));
  await reader.until((r) => ours(r).length >= 3, 'three messages');
  const [full, binary, empty] = ours(reader);

  checkWhatTheDeviceSaid(full);
  checkWhatTheHubSays(full, device, sentAt);
  assert.deepEqual([...binary.body], [0, 1, 254, 255]);
  assert.equal(binary.messageId, undefined);
  assert.deepEqual(binary.properties ?? {}, {});
  assert.equal(empty.body.length, 0);
  assert.equal(reader.events[0].sequenceNumber, 0, 'earliest is the beginning');
  reader.events.forEach((event, i) => assert.equal(event.sequenceNumber, i, 'no gap'));
  await reader.close();
  await consumer.close();
});
