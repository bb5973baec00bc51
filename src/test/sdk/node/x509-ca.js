'use strict';
// azure-iot-device-mqtt with a certificate that an intermediate authority of a registered one has issued (device-protocols §4.5).
// DEVICE_ID; DEVICE_CERTIFICATE: PEM, the device's certificate and the intermediate's; DEVICE_KEY. OTHER_*: issued for another id.
const { Registry } = require('azure-iothub');
const { Client, Message } = require('azure-iot-device');
const { earliestEventPosition } = require('@azure/event-hubs');
const { assert, owner, host, newConsumer, Reader, isFrom, partitionOf, run, Transport, isAmqp, isHttp } = require('./lib');

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
  const deviceId = process.env.DEVICE_ID;
  const created = (await Registry.fromConnectionString(owner).create({
    deviceId, authentication: { type: 'certificateAuthority' },
  })).responseBody;
  assert.equal(created.authentication.type, 'certificateAuthority');

  const client = await open(deviceId, process.env.DEVICE_CERTIFICATE, process.env.DEVICE_KEY);
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

  await assert.rejects(openAndAttach(deviceId, process.env.OTHER_CERTIFICATE, process.env.OTHER_KEY), { name: 'UnauthorizedError' });
});
