'use strict';
// azure-iothub patches and replaces tags and desired properties, azure-iot-device-mqtt hears of what concerns it
// (service-protocols §5.9, semantics §4.3-4.5).
const { IoTHubTokenCredentials } = require('azure-iothub');
// Not among the exports of the package's main file, but in the package, and its only way to replace a twin
const { IoTHubRegistryManager } = require('azure-iothub/dist/cl/iothub_registry_manager');
const { assert, owner, createDevice, openDevice, run } = require('./lib');
const { TIME, getTwin, report, read, Changes, plain, content, etagAfter, ServiceTwin, refused, nested, large } = require('./twin-lib');

const STRINGS = {
  utc: '2021-01-01T00:00:00.000Z', offset: '2022-05-05T10:10:10.1+05:30', never: '0001-01-01T00:00:00', day: '2020-02-30',
  number: '007', text: 'é 😀 \u2028 "\\" </script>', empty: '',
};

async function tagsAreTheServices(client, changes, service) {
  const twin = await service.get();
  const updated = (await twin.update({ tags: { site: 'S1', place: { floor: 1, room: 'a' } } })).result;
  assert.equal(updated.etag, etagAfter(1));
  const now = await service.get();
  assert.deepEqual(now.tags, { site: 'S1', place: { floor: 1, room: 'a' } });
  assert.equal(now.version, 3);
  assert.equal(now.properties.desired.$version, 1);
  await service.patch({ tags: { place: { room: null, wing: 'w' }, gone: null } });
  assert.deepEqual((await service.get()).tags, { site: 'S1', place: { floor: 1, wing: 'w' } });
  assert.deepEqual(read(await getTwin(client)), { desired: { $version: 1 }, reported: { $version: 1 } });
  await changes.noMore('a device hears nothing of tags');
}

async function desiredReachesTheDevice(client, changes, service) {
  const first = { interval: 30, net: { ip: '10.0.0.1', dns: ['a', 'b'] }, on: true };
  const answered = await service.desire(first);
  assert.deepEqual(await changes.next('the first change'), { ...first, $version: 2 });
  assert.deepEqual(plain(answered.properties.desired), { ...first, $version: 2 });
  assert.equal(answered.version, 5);
  assert.equal(answered.etag, etagAfter(3));
  const { $metadata } = (await service.get()).properties.desired;
  const at = { $lastUpdated: $metadata.$lastUpdated, $lastUpdatedVersion: 2 };
  assert.match(at.$lastUpdated, TIME);
  assert.deepEqual($metadata, { ...at, interval: at, net: { ...at, ip: at, dns: at }, on: at });

  await service.desire({ net: { ip: null, dns: ['c'], mask: 24 }, on: null, neverThere: null });
  assert.deepEqual(await changes.next('the second change'),
    { net: { ip: null, dns: ['c'], mask: 24 }, on: null, neverThere: null, $version: 3 }, 'exactly the patch, with its nulls');
  const expected = { interval: 30, net: { dns: ['c'], mask: 24 }, $version: 3 };
  assert.deepEqual(plain((await service.get()).properties.desired), expected);
  assert.deepEqual(read(await getTwin(client)).desired, expected);

  await service.desire({ interval: 30 });
  assert.deepEqual(await changes.next('an equal value'), { interval: 30, $version: 4 });
  const before = content(await service.get());
  await service.patch({});
  await service.patch({ tags: {}, properties: { desired: {} } });
  assert.deepEqual(content(await service.get()), before, 'nothing given, nothing changed');
  for (let i = 0; i < 20; i += 1) await service.desire({ interval: i });
  for (let i = 0; i < 20; i += 1) assert.deepEqual(await changes.next(`change ${i}`), { interval: i, $version: 5 + i });
  await changes.noMore('each change once');
}

async function stringsStayAsTheyAre(client, twin, changes, service) {
  await service.patch({ tags: { strings: STRINGS }, properties: { desired: { strings: STRINGS } } });
  const { $version, ...change } = await changes.next('the strings');
  assert.deepEqual(change, { strings: STRINGS });
  await report(twin, { strings: STRINGS });
  const { tags, properties } = await service.get();
  for (const holder of [tags, properties.desired, properties.reported, read(await getTwin(client)).desired]) {
    assert.deepEqual(holder.strings, STRINGS);
  }
}

async function etagsGuard(changes, service, manager, deviceId) {
  const [mine, yours] = [await service.get(), await service.get()];
  await mine.update({ tags: { by: 'me' } });
  await refused(yours.update({ tags: { by: 'you' }, properties: { desired: { by: 'you' } } }), 'InvalidEtagError', 412);
  await refused(service.patch({ tags: { by: 'you' } }, yours.etag), 'InvalidEtagError', 412);
  await assert.rejects(manager.updateTwin(deviceId, { tags: { by: 'you' } }, yours.etag), { statusCode: 412 }, 'without quotes');
  assert.equal((await service.get()).tags.by, 'me');
  await mine.update({ tags: { by: 'me again' } });
  await service.patch({ tags: { by: 'anyone' } }, '*');
  assert.equal((await service.get()).tags.by, 'anyone');
  await changes.noMore('a refused patch is not told');
}

async function replaces(client, changes, service, manager, deviceId) {
  const before = await service.get();
  const after = await manager.replaceTwin(deviceId, { tags: { a: '1' }, properties: { desired: { y: { z: 2 } } } });
  const $version = before.properties.desired.$version + 1;
  assert.deepEqual(await changes.next('the whole of desired'), { y: { z: 2 }, $version });
  assert.equal(after.version, before.version + 1);
  const now = await service.get();
  assert.deepEqual(now.tags, { a: '1' });
  assert.deepEqual(plain(now.properties.desired), { y: { z: 2 }, $version });
  assert.deepEqual(Object.keys(now.properties.desired.$metadata).sort(), ['$lastUpdated', '$lastUpdatedVersion', 'y']);
  assert.deepEqual(now.properties.reported, before.properties.reported, 'a service does not touch reported properties');

  await manager.replaceTwin(deviceId, { properties: { desired: {} } });
  assert.deepEqual(await changes.next('an empty desired'), { $version: $version + 1 });
  assert.deepEqual((await service.get()).tags, { a: '1' }, 'a section that is absent stays');
  await manager.replaceTwin(deviceId, { tags: {} });
  assert.deepEqual((await service.get()).tags, {});
  assert.deepEqual(read(await getTwin(client)).desired, { $version: $version + 1 });
}

async function refusals(changes, service) {
  const before = content(await service.get());
  for (const wrong of [{ $x: 1, good: 'y' }, { deep: nested(10) }, { list: [null] }, { long: 'x'.repeat(4097) }, { big: -(2 ** 52) - 1 }]) {
    await refused(service.desire(wrong), 'ArgumentError', 400);
    await refused(service.patch({ tags: wrong, properties: { desired: { good: 'y' } } }), 'ArgumentError', 400);
  }
  const tooLarge = (part) => (error) => {
    assert.equal(error.response.statusCode, 413);
    assert.equal(error.response.headers['iothub-errorcode'], 'DeviceModelMaxPropertiesExceeded');
    assert.ok(error.responseBody.includes(part), error.responseBody);
    return true;
  };
  await assert.rejects(service.desire(large(33)), tooLarge("'Properties.Desired' size should be less than 32768 bytes."));
  await assert.rejects(service.patch({ tags: large(9) }), tooLarge("'Tags' size should be less than 8192 bytes."));
  await changes.noMore('a refused patch is not told');
  assert.deepEqual(content(await service.get()), before, 'a refused patch changes nothing');
  await refused(new ServiceTwin('nosuch').get(), 'DeviceNotFoundError', 404);
  await refused(new ServiceTwin('nosuch').desire({ a: 1 }), 'DeviceNotFoundError', 404);
}

run(async () => {
  const device = await createDevice('twin-service');
  const { deviceId } = device;
  const service = new ServiceTwin(deviceId);
  const manager = new IoTHubRegistryManager(new IoTHubTokenCredentials(owner));
  const client = await openDevice(device);
  const twin = await getTwin(client);
  const changes = await Changes.of(twin);

  await tagsAreTheServices(client, changes, service);
  await desiredReachesTheDevice(client, changes, service);
  await stringsStayAsTheyAre(client, twin, changes, service);
  await etagsGuard(changes, service, manager, deviceId);
  await replaces(client, changes, service, manager, deviceId);
  await refusals(changes, service);
  await client.close();
});
