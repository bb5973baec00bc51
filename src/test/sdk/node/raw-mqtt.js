'use strict';
// mqtt.js with topics spelled as the Python, Java and C SDKs spell them (device-protocols §1.9): the same message each time.
const mqtt = require('mqtt');
const { SharedAccessSignature } = require('azure-iot-common');
const { earliestEventPosition } = require('@azure/event-hubs');
const { assert, host, createDevice, newConsumer, Reader, isFrom, userId, partitionOf, run } = require('./lib');

run(async () => {
  const device = await createDevice('raw');
  const id = device.deviceId;
  const expiry = Math.floor(Date.now() / 1000) + 3600;
  const key = device.authentication.symmetricKey.primaryKey;
  const client = await mqtt.connectAsync(`mqtts://${host}:8883`, {
    clientId: id, clean: false, protocolVersion: 4, reconnectPeriod: 0,
    username: `${host}/${id}/?api-version=2019-10-01&DeviceClientType=azure-iot-device-iothub-py%2F2.14.0`,
    password: SharedAccessSignature.create(`${host}/devices/${id}`, undefined, key, expiry).toString(),
  });
  const root = `devices/${id}/messages/events/`;
  const spellings = {
    python: '%24.mid=id-1&%24.cid=c-1&%24.uid=u1&%24.ct=application%2Fjson&%24.ce=utf-8&place=a%20b%2Fc',
    java: `$.mid=id-1&$.cid=c-1&$.uid=u1&$.cdid=somebody-else&$.ce=utf-8&$.ct=application%2Fjson&place=a%20b%2Fc`,
    c: 'place=a b/c&%24.uid=u1&%24.cid=c-1&%24.mid=id-1&%24.ct=application/json&%24.ce=utf-8',
    csharp: '%24.mid=id-1&%24.cid=c-1&%24.uid=u1&%24.ct=application%2fjson&%24.ce=utf-8&place=a%20b%2fc/',
  };
  for (const [name, bag] of Object.entries(spellings)) {
    await client.publishAsync(root + bag, JSON.stringify({ name }), { qos: 1 });
  }
  await client.publishAsync(root, '{"name":"retained"}', { qos: 1, retain: true });
  await client.publishAsync(root.slice(0, -1), '{"name":"qos 0, no slash"}', { qos: 0 });
  await client.endAsync();

  const consumer = newConsumer();
  const reader = new Reader(consumer, await partitionOf(consumer, id), { startPosition: earliestEventPosition });
  const ours = (r) => r.events.filter(isFrom(id));
  await reader.until((r) => ours(r).length >= 6, 'six messages');
  const events = ours(reader);
  Object.keys(spellings).forEach((name, i) => {
    const event = events[i];
    assert.deepEqual(event.body, { name });
    assert.equal(event.messageId, 'id-1', name);
    assert.equal(event.correlationId, 'c-1', name);
    assert.equal(event.contentType, 'application/json', name);
    assert.equal(userId(event), 'u1', name);
    assert.deepEqual(event.properties, { place: 'a b/c' }, name);
  });
  assert.equal(events[4].properties['mqtt-retain'].toLowerCase(), 'true');
  assert.deepEqual(events[5].body, { name: 'qos 0, no slash' });
  await reader.close();
  await consumer.close();
});
