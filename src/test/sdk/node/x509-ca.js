'use strict';
// azure-iot-device-mqtt with a certificate that an intermediate authority of a registered one has issued (device-protocols §4.5).
// DEVICE_ID; DEVICE_CERTIFICATE: PEM, the device's certificate and the intermediate's; DEVICE_KEY. OTHER_*: issued for another id.
const { Registry } = require('azure-iothub');
const { Message } = require('azure-iot-device');
const { earliestEventPosition } = require('@azure/event-hubs');
const { assert, owner, openByCertificate, openAsStranger, newConsumer, Reader, isFrom, partitionOf, run } = require('./lib');

run(async () => {
  const deviceId = process.env.DEVICE_ID;
  const created = (await Registry.fromConnectionString(owner).create({
    deviceId, authentication: { type: 'certificateAuthority' },
  })).responseBody;
  assert.equal(created.authentication.type, 'certificateAuthority');

  const client = await openByCertificate(created, 'DEVICE');
  await client.sendEvent(new Message('by authority'));
  await client.close();

  const consumer = newConsumer();
  const reader = new Reader(consumer, await partitionOf(consumer, deviceId), { startPosition: earliestEventPosition });
  await reader.until((r) => r.events.some(isFrom(deviceId)), 'the message');
  const event = reader.events.find(isFrom(deviceId));
  assert.equal(String(event.body), 'by authority');
  const method = JSON.parse(event.systemProperties['iothub-connection-auth-method']);
  assert.equal(method.type, 'x509');
  assert.equal(method.scope, 'device');
  await reader.close();
  await consumer.close();

  await assert.rejects(openAsStranger(created), { name: 'UnauthorizedError' });
});
