'use strict';
// File upload as applications of azure-iot-device and azure-iothub use it (device-protocols §3.6, service-protocols §6.6): SIZES, a
// list of bytes, are uploaded by the SDK itself, the last file by an application that asks the SDK where to put it.
const { createHash, randomBytes } = require('node:crypto');
const { Readable } = require('node:stream');
const { assert, createDevice, openDevice, Arrivals, run } = require('./lib');
const { openService } = require('./device-bound-lib');
const { TIME } = require('./twin-lib');

const SIZES = (process.env.SIZES ?? '1,5242880').split(',').map(Number);
const CHUNK = 1024 * 1024;
const CREATED = 201;
const MAX_ACTIVE = 10;

/** The notifications about one device, each completed when it comes. */
class Files extends Arrivals {
  static async of(service, { deviceId }) {
    const files = new Files();
    const { result: receiver } = await service.getFileNotificationReceiver();
    receiver.on('message', (message) => {
      const told = JSON.parse(message.getData().toString());
      if (told.deviceId === deviceId) files.add(told);
      receiver.complete(message, (error) => assert.ok(!error, `${error}`));
    });
    return files;
  }

  /** The next one must be about this file, which was written since then. */
  async tells(deviceId, name, size, since) {
    const { blobUri, lastUpdatedTime, enqueuedTimeUtc, ...rest } = await this.next(`the notification of ${name}`);
    assert.deepEqual(rest, { deviceId, blobName: `${deviceId}/${name}`, blobSizeInBytes: size });
    assert.match(enqueuedTimeUtc, TIME);
    assert.match(lastUpdatedTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    const at = Date.parse(lastUpdatedTime);
    assert.ok(at >= since - 1000 && at <= Date.now(), `${lastUpdatedTime} is when it was written`);
    assert.ok(new URL(blobUri).pathname.endsWith(`/${deviceId}/${encodeURIComponent(name)}`), blobUri);
  }
}

/** So many random bytes, as a stream. */
function stream(size) {
  return Readable.from((function* chunks() {
    for (let left = size; left > 0; left -= CHUNK) yield randomBytes(Math.min(CHUNK, left));
  }()), { objectMode: false });
}

/** The name that the token of a grant is for. */
const uriOf = ({ hostName, containerName, blobName, sasToken }) => `https://${hostName}/${containerName}/${blobName}${sasToken}`;

async function uploadByHand(client, name, bytes) {
  const grant = await client.getBlobSharedAccessSignature(name);
  const uri = uriOf(grant);
  const put = await fetch(uri, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: bytes });
  assert.equal(put.status, CREATED);
  const got = Buffer.from(await (await fetch(uri)).arrayBuffer());
  assert.equal(createHash('md5').update(got).digest('hex'), createHash('md5').update(bytes).digest('hex'), 'what was written is there');
  await client.notifyBlobUploadStatus(grant.correlationId, true, put.status, 'uploaded by hand');
  return grant;
}

run(async () => {
  const device = await createDevice('file-upload');
  const { deviceId } = device;
  const service = await openService();
  const files = await Files.of(service, device);
  const client = await openDevice(device);

  for (const size of SIZES) {
    const began = Date.now();
    const name = `size ${size}.bin`;
    await client.uploadToBlob(name, stream(size), size);
    await files.tells(deviceId, name, size, began);
  }

  const began = Date.now();
  const bytes = randomBytes(1000);
  const grant = await uploadByHand(client, 'by-hand.bin', bytes);
  await files.tells(deviceId, 'by-hand.bin', bytes.length, began);
  await client.notifyBlobUploadStatus(grant.correlationId, true, CREATED, 'said again');

  const active = [];
  for (let i = 0; i < MAX_ACTIVE; i++) active.push(await client.getBlobSharedAccessSignature(`${i}.bin`));
  await assert.rejects(client.getBlobSharedAccessSignature('one-too-many.bin'), (error) => error.message === 'Error: Forbidden' || /403|Forbidden/.test(error.message));
  for (const { correlationId } of active) await client.notifyBlobUploadStatus(correlationId, false, 500, 'given up');
  await assert.rejects(client.notifyBlobUploadStatus(active[0].correlationId, true, CREATED, 'after all'));
  await files.noMore('files that are not there are not told');
  await client.close();
  await service.close();
});
