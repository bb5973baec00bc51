'use strict';
// DigitalTwinClient of azure-iothub and a device that names its model: the same twin in the words of IoT Plug and Play
// (service-protocols §5.17, semantics §4.6).
const { DigitalTwinClient, IoTHubTokenCredentials } = require('azure-iothub');
const { Client } = require('azure-iot-device');
const { assert, owner, createDevice, deviceConnectionString, run, Transport } = require('./lib');
const { TIME, getTwin, report, read, Changes, ServiceTwin } = require('./twin-lib');

const MODEL = 'dtmi:com:example:TemperatureController;1';
const digitalTwins = new DigitalTwinClient(new IoTHubTokenCredentials(owner));
const unquoted = (response) => response.headers.get('etag').replaceAll('"', '');

async function get(deviceId) {
  const { _response, ...twin } = await digitalTwins.getDigitalTwin(deviceId);
  return { twin, etag: unquoted(_response) };
}

/** The response of an update, which only the form with a callback shows. */
const update = (deviceId, patch, etag) => new Promise((resolve, reject) => {
  digitalTwins.updateDigitalTwin(deviceId, patch, etag, (error, _, response) => (error ? reject(error) : resolve(response)));
});

/** How a device acknowledges a writable property. */
const acknowledged = (value, av) => ({ value, ac: 200, av, ad: 'done' });

/** Checks what the digital twin tells of a writable property, whatever its time is. */
function checkWritable({ lastUpdateTime, ...told }, value, version) {
  assert.deepEqual(told, {
    desiredValue: value, desiredVersion: version, ackVersion: version, ackCode: 200, ackDescription: 'done',
  });
  assert.match(lastUpdateTime, TIME);
}

run(async () => {
  const device = await createDevice('digital-twins');
  const { deviceId } = device;
  const service = new ServiceTwin(deviceId);
  const client = Client.fromConnectionString(deviceConnectionString(device), Transport);
  await client.setOptions({ modelId: MODEL });
  await client.open();
  const twin = await getTwin(client);
  const changes = await Changes.of(twin);

  assert.equal((await service.get()).modelId, MODEL);
  const fresh = await get(deviceId);
  assert.deepEqual(fresh.twin, { $dtId: deviceId, $metadata: { $model: MODEL } });
  assert.equal(fresh.etag, (await service.get()).etag);

  const response = await update(deviceId, [{ op: 'add', path: '/targetTemperature', value: 21.5 }]);
  assert.equal(response.status, 202);
  assert.equal(unquoted(response), (await service.get()).etag);
  assert.ok(response.headers.get('location'));
  assert.deepEqual(await changes.next('a property'), { targetTemperature: 21.5, $version: 2 });
  await update(deviceId, [{ op: 'add', path: '/thermostat1/targetTemperature', value: 22 }]);
  assert.deepEqual(await changes.next('the property of a component'),
    { thermostat1: { __t: 'c', targetTemperature: 22 }, $version: 3 });
  assert.deepEqual(read(await getTwin(client)).desired,
    { targetTemperature: 21.5, thermostat1: { __t: 'c', targetTemperature: 22 }, $version: 3 });

  await report(twin, {
    serialNumber: 'n1', targetTemperature: acknowledged(21.5, 2),
    thermostat1: { __t: 'c', targetTemperature: acknowledged(22, 3), maxTemperature: 25.3 },
  });
  const told = (await get(deviceId)).twin;
  assert.equal(told.serialNumber, 'n1');
  assert.equal(told.targetTemperature, 21.5);
  checkWritable(told.$metadata.targetTemperature, 21.5, 2);
  assert.equal(told.thermostat1.targetTemperature, 22);
  assert.equal(told.thermostat1.maxTemperature, 25.3);
  assert.equal(told.thermostat1.__t, undefined);
  checkWritable(told.thermostat1.$metadata.targetTemperature, 22, 3);

  await assert.rejects(update(deviceId, [{ op: 'replace', path: '/targetTemperature', value: 30 }], `"${fresh.etag}"`),
    { statusCode: 412 });
  await update(deviceId, [{ op: 'replace', path: '/targetTemperature', value: 23 }], `"${(await get(deviceId)).etag}"`);
  assert.deepEqual(await changes.next('another value'), { targetTemperature: 23, $version: 4 });
  await update(deviceId, [{ op: 'remove', path: '/targetTemperature' }], '*');
  assert.deepEqual(await changes.next('a removal'), { targetTemperature: null, $version: 5 });
  await changes.noMore('each change once');
  await assert.rejects(digitalTwins.getDigitalTwin('nosuch'), { statusCode: 404 });
  await client.close();
});
