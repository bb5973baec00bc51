'use strict';
// azure-iot-device-mqtt with a self-signed certificate that the hub knows by its thumbprint (device-protocols §4.5).
// DEVICE_CERTIFICATE, DEVICE_KEY: PEM texts; DEVICE_THUMBPRINT: SHA-1, 40 hexadecimal digits. OTHER_CERTIFICATE, OTHER_KEY: a stranger's.
const { Message } = require('azure-iot-device');
const { earliestEventPosition } = require('@azure/event-hubs');
const {
  assert, createCertificateDevice, openByCertificate, openAsStranger, newConsumer, Reader, isFrom, partitionOf, run,
} = require('./lib');

run(async () => {
  const created = await createCertificateDevice('x509');
  const { deviceId } = created;
  assert.equal(created.authentication.type, 'selfSigned');
  assert.equal(created.authentication.x509Thumbprint.primaryThumbprint.toUpperCase(), process.env.DEVICE_THUMBPRINT);

  const client = await openByCertificate(created, 'DEVICE');
  await client.sendEvent(new Message('by certificate'));
  await client.close();

  const consumer = newConsumer();
  const reader = new Reader(consumer, await partitionOf(consumer, deviceId), { startPosition: earliestEventPosition });
  await reader.until((r) => r.events.some(isFrom(deviceId)), 'the message');
  const event = reader.events.find(isFrom(deviceId));
  assert.equal(String(event.body), 'by certificate');
  const method = JSON.parse(event.systemProperties['iothub-connection-auth-method']);
  assert.equal(method.type, 'x509');
  assert.equal(method.scope, 'device');
  await reader.close();
  await consumer.close();

  await assert.rejects(openAsStranger(created), { name: 'UnauthorizedError' });
});
