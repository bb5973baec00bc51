'use strict';
// azure-iot-device reads its twin and patches its reported properties, azure-iothub sees that at once
// (device-protocols §1.11.2, §2.10, semantics §4.1-4.4).
const { assert, createDevice, openDevice, run, isAmqp } = require('./lib');
const { TIME, EMPTY, getTwin, report, read, plain, content, etagAfter, ServiceTwin, nested, large } = require('./twin-lib');

/** What azure-iot-device-amqp puts before the hub's text. */
const PREFIX = isAmqp ? 'could not update twin reported properties. ' : '';

async function freshTwin(device, service) {
  const twin = await service.get();
  assert.equal(twin.deviceId, device.deviceId);
  assert.equal(twin.deviceEtag, device.etag);
  assert.equal(twin.etag, etagAfter(0));
  assert.equal(twin.version, 2);
  assert.deepEqual(twin.tags, {});
  assert.deepEqual(twin.properties, { desired: EMPTY, reported: EMPTY });
  assert.equal(twin.status, 'enabled');
  assert.equal(twin.connectionState, 'Disconnected');
  assert.equal(twin.authenticationType, 'sas');
  assert.equal(twin.cloudToDeviceMessageCount, 0);
  assert.deepEqual(twin.capabilities, { iotEdge: false });
}

async function patches(client, twin, service) {
  await report(twin, { fw: '1.0', net: { ip: '10.0.0.1', dns: ['a', 'b', { c: 1 }] }, old: true, ratio: 0.5 });
  const first = await service.get();
  const { reported } = first.properties;
  assert.deepEqual(plain(reported),
    { fw: '1.0', net: { ip: '10.0.0.1', dns: ['a', 'b', { c: 1 }] }, old: true, ratio: 0.5, $version: 2 });
  assert.equal(first.version, 3);
  assert.equal(first.etag, etagAfter(0), 'a device does not change the etag');
  const at = { $lastUpdated: reported.$metadata.$lastUpdated };
  assert.match(at.$lastUpdated, TIME);
  assert.deepEqual(reported.$metadata, { ...at, fw: at, net: { ...at, ip: at, dns: at }, old: at, ratio: at });

  await report(twin, { net: { ip: null, mask: 24, dns: ['d'] }, old: null, neverThere: null });
  const second = await service.get();
  const expected = { fw: '1.0', net: { mask: 24, dns: ['d'] }, ratio: 0.5, $version: 3 };
  assert.deepEqual(plain(second.properties.reported), expected);
  assert.equal(second.version, 4);
  const { $metadata } = second.properties.reported;
  assert.deepEqual(Object.keys($metadata).sort(), ['$lastUpdated', 'fw', 'net', 'ratio']);
  assert.deepEqual(Object.keys($metadata.net).sort(), ['$lastUpdated', 'dns', 'mask']);
  assert.deepEqual($metadata.fw, at, 'what was not written keeps its time');
  assert.ok($metadata.net.$lastUpdated > at.$lastUpdated && $metadata.$lastUpdated > at.$lastUpdated);
  assert.deepEqual(read(await getTwin(client)), { desired: { $version: 1 }, reported: expected });
}

async function deepAndLarge(client, twin, service) {
  await report(twin, { deep: nested(9) });
  await report(twin, { large: large(31) });
  const twinNow = await service.get();
  assert.deepEqual(twinNow.properties.reported.deep, nested(9));
  assert.deepEqual(twinNow.properties.reported.large, large(31));
  assert.equal(twinNow.version, 6);
  assert.deepEqual(read(await getTwin(client)).reported, plain(twinNow.properties.reported));
}

async function refusals(client, twin, service) {
  const before = content(await service.get());
  const tooLarge = { message: `${PREFIX}'Properties.Reported' size should be less than 32768 bytes.` };
  const wrong = { name: 'Error' };
  await assert.rejects(report(twin, { $x: 1, good: 'y' }), wrong);
  await assert.rejects(report(twin, { 'a.b': 1, good: 'y' }), wrong);
  await assert.rejects(report(twin, { deep: nested(10), good: 'y' }), wrong);
  await assert.rejects(report(twin, { list: [1, null], good: 'y' }), wrong);
  await assert.rejects(report(twin, { long: 'x'.repeat(4097), good: 'y' }), wrong);
  await assert.rejects(report(twin, { integer: 2 ** 52, good: 'y' }), wrong);
  await assert.rejects(report(twin, { another: large(33) }), tooLarge);
  await assert.rejects(report(twin, { another: large(2) }), tooLarge, 'the sum counts');
  assert.deepEqual(content(await service.get()), before, 'a refused patch changes nothing');
  await report(twin, { large: null, another: large(2) });
  assert.deepEqual((await service.get()).properties.reported.another, large(2), 'the connection goes on, and there is room again');
  assert.equal(read(await getTwin(client)).reported.$version, 6);
}

run(async () => {
  const device = await createDevice('twins');
  const service = new ServiceTwin(device.deviceId);
  await freshTwin(device, service);

  const client = await openDevice(device);
  const twin = await getTwin(client);
  assert.deepEqual(read(twin), { desired: { $version: 1 }, reported: { $version: 1 } });
  assert.equal((await service.get()).connectionState, 'Connected');
  await patches(client, twin, service);
  await deepAndLarge(client, twin, service);
  await refusals(client, twin, service);
  await client.close();
});
