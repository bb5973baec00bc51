'use strict';
// File upload as applications of azure-iot-device and azure-iothub use it (device-protocols §3.6, service-protocols §6.6): SIZES, a
// list of bytes, are uploaded by the SDK itself, the last file by an application that asks the SDK where to put it. STORAGE is the URI of
// the container, if it is not the hub's. With DEVICE_THUMBPRINT the device has a certificate and no key.
const { createCipheriv, randomBytes } = require('node:crypto');
const { Readable } = require('node:stream');
const { assert, host, createDevice, openDevice, createCertificateDevice, openByCertificate, Arrivals, run } = require('./lib');
const { openService } = require('./device-bound-lib');
const { TIME } = require('./twin-lib');

const SIZES = (process.env.SIZES ?? '1,5242880').split(',').map(Number);
const STORAGE = process.env.STORAGE ?? `https://${host}/uploads`;
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

  /** The next one must be about this file, which was written since then, and lead to it with a token that was granted for it. */
  async tells(deviceId, name, content, { since, sasToken }) {
    const { lastUpdatedTime, enqueuedTimeUtc, ...rest } = await this.next(`the notification of ${name}`);
    const blobUri = `${STORAGE}/${deviceId}/${encodeURIComponent(name)}`;
    assert.deepEqual(rest, { deviceId, blobUri, blobName: `${deviceId}/${name}`, blobSizeInBytes: content.size });
    assert.match(enqueuedTimeUtc, TIME);
    assert.match(lastUpdatedTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    const at = Date.parse(lastUpdatedTime);
    assert.ok(at >= since - 1000 && at <= Date.now(), `${lastUpdatedTime} is when it was written`);
    await content.requireSame((await fetch(blobUri + sasToken)).body);
  }
}

/** So many bytes that nobody could guess, as often as they are wanted, without having them. */
class Content {
  constructor(size) {
    this.size = size;
    this.key = randomBytes(16);
  }

  cipher() {
    return createCipheriv('aes-128-ctr', this.key, Buffer.alloc(16));
  }

  * chunks() {
    const cipher = this.cipher();
    for (let left = this.size; left > 0; left -= CHUNK) yield cipher.update(Buffer.alloc(Math.min(CHUNK, left)));
  }

  stream() {
    return Readable.from(this.chunks(), { objectMode: false });
  }

  bytes() {
    return Buffer.concat([...this.chunks()]);
  }

  async requireSame(body) {
    const cipher = this.cipher();
    let count = 0;
    for await (const chunk of body) {
      assert.ok(cipher.update(Buffer.alloc(chunk.length)).equals(chunk), `other bytes than were written, in the chunk at ${count}`);
      count += chunk.length;
    }
    assert.equal(count, this.size, 'bytes that are there');
  }
}

/** The name that the token of a grant is for. */
const uriOf = ({ hostName, containerName, blobName, sasToken }) => `https://${hostName}/${containerName}/${blobName}${sasToken}`;

async function upload(client, name, content) {
  await client.uploadToBlob(name, content.stream(), content.size);
  const { correlationId, sasToken } = await client.getBlobSharedAccessSignature(name); // to read it
  await client.notifyBlobUploadStatus(correlationId, false, 500, 'not written again');
  return sasToken;
}

async function uploadByHand(client, name, content) {
  const grant = await client.getBlobSharedAccessSignature(name);
  const put = await fetch(uriOf(grant), { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: content.bytes() });
  assert.equal(put.status, CREATED);
  await client.notifyBlobUploadStatus(grant.correlationId, true, put.status, 'uploaded by hand');
  return grant;
}

/** Of a device with a key, or with a certificate. */
async function connect() {
  if (process.env.DEVICE_THUMBPRINT === undefined) {
    const device = await createDevice('file-upload');
    return { device, client: await openDevice(device) };
  }
  const device = await createCertificateDevice('file-upload-x509');
  return { device, client: await openByCertificate(device, 'DEVICE') };
}

run(async () => {
  const service = await openService();
  const { device, client } = await connect();
  const { deviceId } = device;
  const files = await Files.of(service, device);

  for (const size of SIZES) {
    const since = Date.now();
    const name = `size ${size}.bin`;
    const content = new Content(size);
    const sasToken = await upload(client, name, content);
    await files.tells(deviceId, name, content, { since, sasToken });
  }

  const since = Date.now();
  const content = new Content(1000);
  const { correlationId: byHand, sasToken } = await uploadByHand(client, 'by-hand.bin', content);
  await files.tells(deviceId, 'by-hand.bin', content, { since, sasToken });
  await client.notifyBlobUploadStatus(byHand, true, CREATED, 'said again');

  const active = [];
  for (let i = 0; i < MAX_ACTIVE; i++) active.push(await client.getBlobSharedAccessSignature(`${i}.bin`));
  await assert.rejects(client.getBlobSharedAccessSignature('one-too-many.bin'), (error) => /403|Forbidden/.test(error.message));
  for (const { correlationId } of active) await client.notifyBlobUploadStatus(correlationId, false, 500, 'given up');
  await assert.rejects(client.notifyBlobUploadStatus(active[0].correlationId, true, CREATED, 'after all'));
  await files.noMore('files that are not there are not told');
  await client.close();
  await service.close();
});
