'use strict';
// azure-iothub: bulk calls, listing and statistics (service-protocols §5.4, §5.5, §5.12).
const { Registry } = require('azure-iothub');
const { assert, owner, uniqueId, run } = require('./lib');

const partly = (promise, codes) => assert.rejects(promise, (error) => {
  assert.equal(error.response.statusCode, 400);
  assert.deepEqual(JSON.parse(error.responseBody).errors.map((e) => e.errorCode), codes);
  return true;
});

run(async () => {
  const registry = Registry.fromConnectionString(owner);
  const prefix = uniqueId('bulk');
  const ids = Array.from({ length: 100 }, (_, i) => `${prefix}-${i}`);
  const before = (await registry.getRegistryStatistics()).responseBody;

  const added = (await registry.addDevices(ids.map((deviceId) => ({ deviceId })))).responseBody;
  assert.deepEqual(added, { isSuccessful: true, errors: [], warnings: [] });
  await partly(registry.addDevices([{ deviceId: ids[0] }, { deviceId: `${prefix}-more` }]), ['DeviceAlreadyExists']);
  assert.equal((await registry.get(`${prefix}-more`)).responseBody.status, 'enabled');

  const listed = (await registry.list()).responseBody;
  assert.ok(listed.length >= 101 && listed.every((d) => d.generationId), 'a list of documents');
  const after = (await registry.getRegistryStatistics()).responseBody;
  assert.equal(after.totalDeviceCount, before.totalDeviceCount + 101);

  const first = (await registry.get(ids[0])).responseBody;
  const updated = (await registry.updateDevices([{ ...first, status: 'disabled' }], true)).responseBody;
  assert.equal(updated.isSuccessful, true);
  const disabled = (await registry.get(ids[0])).responseBody;
  assert.equal(disabled.status, 'disabled');
  assert.deepEqual(disabled.authentication, first.authentication);
  await partly(registry.updateDevices([{ ...first, status: 'enabled' }], false), ['PreconditionFailed']);
  assert.equal((await registry.updateDevices([{ ...disabled, status: 'enabled' }], false)).responseBody.isSuccessful, true);

  await partly(registry.removeDevices([{ ...disabled }], false), ['PreconditionFailed']);
  const removed = (await registry.removeDevices([...ids, `${prefix}-more`].slice(0, 100).map((deviceId) => ({ deviceId })),
    true)).responseBody;
  assert.equal(removed.isSuccessful, true);
  await assert.rejects(registry.get(ids[99]), { name: 'DeviceNotFoundError' });
});
