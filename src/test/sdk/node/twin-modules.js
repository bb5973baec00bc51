'use strict';
// ModuleClient of azure-iot-device and azure-iothub: a module has a twin of its own (semantics §4.1, §4.5).
const { Registry } = require('azure-iothub');
const { ModuleClient } = require('azure-iot-device');
const { assert, owner, host, createDevice, openDevice, run, Transport } = require('./lib');
const { EMPTY, getTwin, report, read, Changes, plain, content, etagAfter, ServiceTwin, refused } = require('./twin-lib');

async function openModule({ deviceId, moduleId, authentication }) {
  const client = ModuleClient.fromConnectionString(`HostName=${host};DeviceId=${deviceId};ModuleId=${moduleId};`
    + `SharedAccessKey=${authentication.symmetricKey.primaryKey}`, Transport);
  await client.open();
  return client;
}

run(async () => {
  const registry = Registry.fromConnectionString(owner);
  const device = await createDevice('twin-modules');
  const { deviceId } = device;
  const [ofDevice, ofModule] = [new ServiceTwin(deviceId), new ServiceTwin(deviceId, 'cam')];
  await refused(ofModule.get(), 'Error', 404);
  const module = (await registry.addModule({ deviceId, moduleId: 'cam' })).responseBody;

  const fresh = await ofModule.get();
  assert.equal(fresh.deviceId, deviceId);
  assert.equal(fresh.moduleId, 'cam');
  assert.equal(fresh.version, 2);
  assert.equal(fresh.etag, etagAfter(0));
  assert.deepEqual(fresh.properties, { desired: EMPTY, reported: EMPTY });
  const devicesTwin = content(await ofDevice.get());

  const deviceClient = await openDevice(device);
  const toDevice = await Changes.of(await getTwin(deviceClient));
  const client = await openModule(module);
  const twin = await getTwin(client);
  const toModule = await Changes.of(twin);
  assert.deepEqual(read(twin), { desired: { $version: 1 }, reported: { $version: 1 } });

  await report(twin, { lens: { zoom: 2, gone: true } });
  await report(twin, { lens: { gone: null } });
  await assert.rejects(report(twin, { $x: 1, good: 'y' }), { name: 'Error' });
  await ofModule.patch({ tags: { place: 'roof' }, properties: { desired: { rate: { fps: 25, off: true } } } });
  assert.deepEqual(await toModule.next('a change'), { rate: { fps: 25, off: true }, $version: 2 });
  await ofModule.desire({ rate: { off: null } });
  assert.deepEqual(await toModule.next('a removal'), { rate: { off: null }, $version: 3 });
  const now = await ofModule.get();
  assert.deepEqual(now.tags, { place: 'roof' });
  assert.deepEqual(plain(now.properties.desired), { rate: { fps: 25 }, $version: 3 });
  assert.deepEqual(plain(now.properties.reported), { lens: { zoom: 2 }, $version: 3 });
  assert.equal(now.version, 6);
  assert.equal(now.etag, etagAfter(2));
  await refused(ofModule.patch({ tags: { a: 1 } }, fresh.etag), 'InvalidEtagError', 412);
  await toDevice.noMore('a device hears nothing of its modules');
  assert.deepEqual(content(await ofDevice.get()), devicesTwin, "the device's twin is another one");

  await ofDevice.desire({ only: 'the device' });
  assert.deepEqual(await toDevice.next("the device's own change"), { only: 'the device', $version: 2 });
  await toModule.noMore('a module hears nothing of its device');

  await client.close();
  await ofModule.desire({ rate: { fps: 30 } });
  await client.open();
  assert.deepEqual(read(await getTwin(client)),
    { desired: { rate: { fps: 30 }, $version: 4 }, reported: { lens: { zoom: 2 }, $version: 3 } });
  await toModule.reopened();
  await ofModule.desire({ rate: null });
  assert.deepEqual(await toModule.next('a change after the second open'), { rate: null, $version: 5 });

  await client.close();
  await registry.removeModule(deviceId, 'cam');
  await refused(ofModule.get(), 'Error', 404);
  await registry.addModule({ deviceId, moduleId: 'cam' });
  assert.deepEqual((await ofModule.get()).properties, { desired: EMPTY, reported: EMPTY }, 'a new module has a new twin');
  await deviceClient.close();
});
