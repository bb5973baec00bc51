'use strict';
// azure-iot-device-mqtt with a self-signed certificate that the hub knows by its thumbprint (device-protocols §4.5).
// DEVICE_CERTIFICATE, DEVICE_KEY: PEM texts; DEVICE_THUMBPRINT: SHA-1, 40 hexadecimal digits. OTHER_CERTIFICATE, OTHER_KEY: a stranger's.
const { Registry } = require('azure-iothub');
const { Client, Message } = require('azure-iot-device');
const { earliestEventPosition } = require('@azure/event-hubs');
const { assert, owner, host, uniqueId, newConsumer, Reader, isFrom, partitionOf, run, Transport, isAmqp, isHttp } = require('./lib');

async function open(deviceId, cert, key) {
  const client = Client.fromConnectionString(`HostName=${host};DeviceId=${deviceId};x509=true`, Transport);
  await client.setOptions({ cert, key, ...(isHttp && { http: { receivePolicy: { interval: 1 } } }) }); // without it azure-iot-device-http hangs
  await client.open();
  return client;
}

/** Over AMQP a certificate counts when a link is attached, and the SDK attaches none before it is used (device-protocols §2.1); so over HTTPS. */
async function openAndAttach(...device) {
  const client = await open(...device);
  if (isAmqp || isHttp) await client.sendEvent(new Message('by a stranger'));
}

run(async () => {
  const deviceId = uniqueId('x509');
  const thumbprint = process.env.DEVICE_THUMBPRINT;
  const created = (await Registry.fromConnectionString(owner).create({
    deviceId, authentication: { type: 'selfSigned', x509Thumbprint: { primaryThumbprint: thumbprint, secondaryThumbprint: null } },
  })).responseBody;
  assert.equal(created.authentication.type, 'selfSigned');
  assert.equal(created.authentication.x509Thumbprint.primaryThumbprint.toUpperCase(), thumbprint);

  const client = await open(deviceId, process.env.DEVICE_CERTIFICATE, process.env.DEVICE_KEY);
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

  await assert.rejects(openAndAttach(deviceId, process.env.OTHER_CERTIFICATE, process.env.OTHER_KEY), { name: 'UnauthorizedError' });
});
