'use strict';
// azure-iothub: import and export by way of blob containers, with the container signature that an operator is given
// (service-protocols §5.13, semantics §7.3). The container is read and written by the block-blob protocol alone.
const https = require('node:https');
const { SharedAccessSignature, ConnectionString } = require('azure-iot-common');
const { Registry } = require('azure-iothub');
const { assert, owner, host, pause, uniqueId, run } = require('./lib');

const { SharedAccessKey: key, SharedAccessKeyName: policy } = ConnectionString.parse(owner);
const prefix = uniqueId('node-storage');
const folder = `jobs/${prefix}`;

function send(method, url, headers, body) {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method, headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function sign(permissions) {
  const authorization = SharedAccessSignature.create(host, policy, key, Math.floor(Date.now() / 1000) + 600).toString();
  const { status, text } = await send('POST', `https://${host}/admin/storage/signatures`,
    { authorization, 'content-type': 'application/json' }, JSON.stringify({ permissions, expiresIn: 'PT10M' }));
  assert.equal(status, 200, text);
  return JSON.parse(text).containerUri;
}

const blobUri = (container, name) => container.replace('?', `/${name}?`);

async function put(container, name, body) {
  const { status, text } = await send('PUT', blobUri(container, name),
    { 'x-ms-blob-type': 'BlockBlob', 'content-length': Buffer.byteLength(body) }, body);
  assert.equal(status, 201, text);
}

async function get(container, name) {
  const { status, text } = await send('GET', blobUri(container, name), {});
  assert.equal(status, 200, text);
  return text;
}

async function over(registry, jobId) {
  for (const deadline = Date.now() + 40000; Date.now() < deadline; await pause(100)) {
    const job = await registry.getJob(jobId);
    if (!['enqueued', 'running'].includes(job.status)) return job;
  }
  throw new Error('the job is not over after 40 s');
}

run(async () => {
  const registry = Registry.fromConnectionString(owner);
  const container = await sign('rwd');
  const lines = Array.from({ length: 250 }, (_, i) => JSON.stringify({ id: `${prefix}-${i}`, tags: { text: 'x'.repeat(2000) } }));
  await put(container, 'devices.txt', `${lines.join('\n')}\nnot a device\n`);

  const imported = await registry.importDevicesFromBlob(container, container);
  assert.ok(!JSON.stringify(imported).includes('sig='), 'the signature is not repeated');
  assert.equal((await over(registry, imported.jobId)).status, 'completed');
  assert.equal(JSON.parse(await get(container, 'importErrors.log')).errorCode, 400012);
  assert.equal((await registry.get(`${prefix}-249`)).responseBody.status, 'enabled');

  const exported = await registry.exportDevicesToBlob(container, false);
  assert.equal((await over(registry, exported.jobId)).status, 'completed');
  const devices = (await get(container, 'devices.txt')).trim().split('\n').map(JSON.parse).filter((d) => d.id.startsWith(prefix));
  assert.equal(devices.length, 250);
  assert.equal(devices[0].tags.text.length, 2000);
  const { primaryKey } = devices[0].authentication.symmetricKey;
  assert.ok(primaryKey);

  await put(container, `${folder}/before.txt`, await get(container, 'devices.txt'));
  const withoutKeys = await registry.exportDevicesToBlob(container, true);
  assert.equal((await over(registry, withoutKeys.jobId)).status, 'completed');
  assert.ok(!(await get(container, 'devices.txt')).includes(primaryKey), 'excludeKeysInExport');

  const again = await registry.importDevicesFromBlob(container, container);
  assert.equal((await over(registry, again.jobId)).status, 'completed');
  assert.equal(await get(container, 'importErrors.log'), '', 'an export can be imported');

  const isRefused = (error) => error.response.statusCode === 400 && error.responseBody.includes('BlobContainerValidationError')
    && !error.responseBody.includes('sig=');
  const altered = container.replace(/sp=rwd/, 'sp=rwdl');
  for (const uri of [await sign('rd'), await sign('rw'), altered, container.replace(/\?.*/, ''),
    container.replace('sig=', 'sig=AAAA')]) {
    await assert.rejects(registry.exportDevicesToBlob(uri, true), isRefused);
    await assert.rejects(registry.importDevicesFromBlob(container, uri), isRefused);
  }
  await assert.rejects(registry.importDevicesFromBlob(await sign('wd'), container), isRefused);
});
