'use strict';
// azure-iothub: create, read, update, disable and delete a device (service-protocols §5.1-5.4).
const { Registry } = require('azure-iothub');
const { assert, owner, uniqueId, run } = require('./lib');

const fails = (promise, name, status) => assert.rejects(promise, (error) => {
  assert.equal(error.name, name);
  assert.equal(error.response && error.response.statusCode, status);
  return true;
});

run(async () => {
  const registry = Registry.fromConnectionString(owner);
  const deviceId = uniqueId('registry');

  const created = (await registry.create({ deviceId })).responseBody;
  assert.equal(created.deviceId, deviceId);
  assert.equal(created.status, 'enabled');
  assert.equal(created.connectionState, 'Disconnected');
  assert.equal(created.authentication.type, 'sas');
  assert.match(created.generationId, /^\d{18}$/);
  const { primaryKey, secondaryKey } = created.authentication.symmetricKey;
  assert.ok(Buffer.from(primaryKey, 'base64').length >= 16, 'empty keys mean generate');
  assert.notEqual(primaryKey, secondaryKey);
  await fails(registry.create({ deviceId }), 'DeviceAlreadyExistsError', 409);

  assert.deepEqual((await registry.get(deviceId)).responseBody, created);

  const disabled = (await registry.update({ deviceId, status: 'disabled', statusReason: 'stolen' })).responseBody;
  assert.equal(disabled.status, 'disabled');
  assert.equal(disabled.statusReason, 'stolen');
  assert.notEqual(disabled.etag, created.etag);
  assert.equal(disabled.generationId, created.generationId);
  assert.deepEqual(disabled.authentication.symmetricKey, { primaryKey, secondaryKey }, 'an update without keys keeps them');

  const given = Buffer.alloc(32, 7).toString('base64');
  const authentication = { type: 'sas', symmetricKey: { primaryKey: given, secondaryKey: given } };
  const enabled = (await registry.update({ deviceId, status: 'enabled', authentication })).responseBody;
  assert.equal(enabled.status, 'enabled');
  assert.equal(enabled.authentication.symmetricKey.primaryKey, given);

  await fails(registry.update({ deviceId: `${deviceId}-not-there`, status: 'enabled' }), 'DeviceNotFoundError', 404);
  await fails(registry.get(`${deviceId}-not-there`), 'DeviceNotFoundError', 404);
  await fails(registry.delete(`${deviceId}-not-there`), 'DeviceNotFoundError', 404);

  await registry.delete(deviceId);
  await fails(registry.get(deviceId), 'DeviceNotFoundError', 404);

  const again = (await registry.create({ deviceId })).responseBody;
  assert.notEqual(again.generationId, created.generationId, 'a device that is created again is another one');
  await registry.delete(deviceId);

  const wrong = owner.replace(/SharedAccessKey=.*/, `SharedAccessKey=${given}`);
  await fails(Registry.fromConnectionString(wrong).get(deviceId), 'UnauthorizedError', 401);
});
