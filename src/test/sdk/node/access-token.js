'use strict';
// azure-iothub and @azure/event-hubs with a token credential: access tokens of an OpenID Connect provider (service-protocols §3.3, §6.3).
const { EventHubConsumerClient, earliestEventPosition } = require('@azure/event-hubs');
const { Client, Registry } = require('azure-iothub');
const { assert, host, uniqueId, openDevice, Reader, isFrom, run } = require('./lib');
const { Message } = require('azure-iot-device');

/** What applications take from @azure/identity: a token whenever one is asked for. */
const credential = (client) => ({
  getToken: async () => {
    const form = { grant_type: 'client_credentials', client_id: client, client_secret: process.env.CLIENT_SECRET };
    const response = await fetch(process.env.TOKEN_URL, { method: 'POST', body: new URLSearchParams(form) });
    const { access_token: token, expires_in: life } = await response.json();
    return { token, expiresOnTimestamp: Date.now() + life * 1000 };
  },
});

const refused = (promise) => assert.rejects(promise, (error) => {
  assert.equal(error.name, 'UnauthorizedError');
  assert.equal(error.response && error.response.statusCode, 401);
  return true;
});

run(async () => {
  const writer = Registry.fromTokenCredential(host, credential('registryreadwrite-client'));
  const reader = Registry.fromTokenCredential(host, credential('registryread-client'));
  const deviceId = uniqueId('bearer');

  const { responseBody: device } = await writer.create({ deviceId });
  assert.equal(device.deviceId, deviceId);
  assert.equal((await reader.get(deviceId)).responseBody.etag, device.etag);
  await refused(reader.delete(deviceId));
  await refused(Registry.fromTokenCredential(host, credential('service-client')).get(deviceId));

  // the service client puts "Bearer ..." on $cbs and says that it is a SAS token
  const service = Client.fromTokenCredential(host, credential('service-client'));
  await service.open();
  await service.close();

  const sender = await openDevice(device);
  await sender.sendEvent(new Message('for whom it may concern'));
  const consumer = new EventHubConsumerClient('$Default', host, 'nave', credential('service-client'));
  assert.ok((await consumer.getPartitionIds()).length > 0);
  const readers = (await consumer.getPartitionIds())
    .map((id) => new Reader(consumer, id, { startPosition: earliestEventPosition }));
  await Promise.any(readers.map((one) => one.until(({ events }) => events.some(isFrom(deviceId)), 'the event')));
  await Promise.all(readers.map((one) => one.close()));
  await consumer.close();
  await sender.close();

  // somebody without ServiceConnect hears so
  const other = new EventHubConsumerClient('$Default', host, 'nave', credential('registryread-client'), { retryOptions: { maxRetries: 0 } });
  await assert.rejects(other.getPartitionIds(), (error) => error.code === 'UnauthorizedError');
  await other.close();

  await writer.delete(deviceId);
});
