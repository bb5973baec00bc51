'use strict';
// azure-iothub: every call of import and export jobs (service-protocols §5.13).
const https = require('node:https');
const { SharedAccessSignature, ConnectionString } = require('azure-iot-common');
const { Registry } = require('azure-iothub');
const { assert, owner, host, pause, uniqueId, run } = require('./lib');

const folder = uniqueId('node');
const container = `https://${host}/admin/files/${folder}`;
const { SharedAccessKey: key, SharedAccessKeyName: policy } = ConnectionString.parse(owner);

function file(method, name, body) {
  const authorization = SharedAccessSignature.create(host, policy, key, Math.floor(Date.now() / 1000) + 600).toString();
  return new Promise((resolve, reject) => {
    const request = https.request(`${container}/${name}`, { method, headers: { authorization } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => (response.statusCode < 300 ? resolve(Buffer.concat(parts).toString())
        : reject(new Error(`${method} ${name}: ${response.statusCode} ${Buffer.concat(parts)}`))));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const lines = (prefix, count) => Array.from({ length: count }, (_, i) => JSON.stringify({ id: `${prefix}-${i}` })).join('\n');

async function over(registry, jobId) {
  for (const deadline = Date.now() + 30000; Date.now() < deadline; await pause(100)) {
    const job = await registry.getJob(jobId);
    if (!['enqueued', 'running'].includes(job.status)) return job;
  }
  throw new Error('the job is not over after 30 s');
}

run(async () => {
  const registry = Registry.fromConnectionString(owner);
  await file('PUT', 'devices.txt', `${lines(folder, 20)}\nnot a device\n`);

  const imported = await registry.importDevicesFromBlob(`${container}?sv=sas`, container);
  assert.equal(imported.type, 'import');
  assert.equal(imported.status, 'enqueued');
  const ended = await over(registry, imported.jobId);
  assert.equal(ended.status, 'completed');
  assert.equal(ended.progress, 100);
  assert.equal(JSON.parse(await file('GET', 'importErrors.log')).errorCode, 400012);
  assert.equal((await registry.get(`${folder}-19`)).responseBody.status, 'enabled');

  const exported = await registry.exportDevicesToBlob(container, false);
  assert.equal((await over(registry, exported.jobId)).status, 'completed');
  const devices = (await file('GET', 'devices.txt')).trim().split('\n').map(JSON.parse).filter((d) => d.id.startsWith(folder));
  assert.equal(devices.length, 20);
  assert.ok(devices[0].authentication.symmetricKey.primaryKey);

  const byIdentity = await registry.exportDevicesToBlobByIdentity(container, true);
  assert.equal(byIdentity.storageAuthenticationType, 'identityBased');
  assert.equal((await over(registry, byIdentity.jobId)).status, 'completed');
  assert.ok(!(await file('GET', 'devices.txt')).includes(devices[0].authentication.symmetricKey.primaryKey));

  const again = await registry.importDevicesFromBlobByIdentity(container, container, '/subscriptions/identity');
  assert.deepEqual(again.identity, { userAssignedIdentity: '/subscriptions/identity' });
  assert.equal((await over(registry, again.jobId)).status, 'completed');
  assert.equal(await file('GET', 'importErrors.log'), '', 'an export can be imported');

  await file('PUT', 'devices.txt', lines(`${folder}-many`, 50000));
  const long = await registry.importDevicesFromBlob(container, container);
  await assert.rejects(registry.exportDevicesToBlob(container, true), (error) => error.response.statusCode === 403
    && error.responseBody.startsWith('{"Message":"ErrorCode:JobQuotaExceeded;'));
  const cancelled = await registry.cancelJob(long.jobId);
  assert.equal(cancelled.status, 'cancelled');
  assert.equal((await registry.getJob(long.jobId)).status, 'cancelled');

  const listed = (await registry.listJobs()).responseBody.map((job) => job.jobId);
  for (const job of [imported, exported, byIdentity, again, long]) assert.ok(listed.includes(job.jobId));
  await assert.rejects(registry.getJob('nosuch'), (error) => error.response.statusCode === 404);
  await assert.rejects(registry.exportDevicesToBlob('https://a.blob.core.windows.net/c?sig=x', true),
    (error) => error.response.statusCode === 400 && error.responseBody.includes('BlobContainerValidationError'));
});
