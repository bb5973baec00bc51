'use strict';
// Over MQTT azure-iot-device subscribes once to changes of desired properties and never again, neither when the client is closed and
// opened nor when its token is renewed, which is a new connection: the hub keeps its subscriptions (device-protocols §1.6, semantics
// §4.5). Over AMQP a renewal leaves the links as they are (device-protocols §2.4).
const { SharedAccessSignature } = require('azure-iot-common');
const { Client } = require('azure-iot-device');
const { assert, host, createDevice, run, Transport } = require('./lib');
const { getTwin, report, read, Changes, ServiceTwin } = require('./twin-lib');

function token({ deviceId, authentication }, seconds) {
  const expiry = Math.floor(Date.now() / 1000) + seconds;
  return SharedAccessSignature.create(`${host}/devices/${deviceId}`, null, authentication.symmetricKey.primaryKey, expiry).toString();
}

run(async () => {
  const device = await createDevice('twins-away');
  const service = new ServiceTwin(device.deviceId);
  const client = Client.fromSharedAccessSignature(token(device, 3600), Transport);
  await client.open();
  const changes = await Changes.of(await getTwin(client));
  await service.desire({ a: 1 });
  assert.deepEqual(await changes.next('a change while connected'), { a: 1, $version: 2 });

  await client.close();
  assert.equal((await service.get()).connectionState, 'Disconnected');
  await service.desire({ a: 2, b: { c: 3 } });
  await service.desire({ a: null });
  await service.desire({ d: 4 });
  await client.open();
  await changes.noMore('changes are not kept for a device that is away');
  const twin = await getTwin(client);
  assert.deepEqual(read(twin), { desired: { b: { c: 3 }, d: 4, $version: 5 }, reported: { $version: 1 } });

  await changes.reopened();
  await service.desire({ e: 5 });
  assert.deepEqual(await changes.next('a change after the second open'), { e: 5, $version: 6 });
  await report(twin, { here: 'again' });
  assert.equal((await service.get()).properties.reported.here, 'again');

  await client.updateSharedAccessSignature(token(device, 7200)); // the SDK calls back before it has connected again
  assert.equal(read(await getTwin(client)).desired.$version, 6);
  await service.desire({ f: 6 });
  assert.deepEqual(await changes.next('a change after the renewal of the token'), { f: 6, $version: 7 });
  assert.deepEqual(read(await getTwin(client)).desired, { b: { c: 3 }, d: 4, e: 5, f: 6, $version: 7 });
  await changes.noMore('each change once');
  await client.close();
});
