'use strict';
// What a storage client does with the signed URI of one blob, BLOB_URI: small and large, in one piece and in blocks, and back.
const assert = require('node:assert');
const crypto = require('node:crypto');
const { BlockBlobClient } = require('@azure/storage-blob');

const blob = new BlockBlobClient(process.env.BLOB_URI);
const MEGABYTE = 1 << 20;

async function comesBack(content, options) {
  await blob.uploadData(content, options);
  const properties = await blob.getProperties();
  assert.strictEqual(properties.contentLength, content.length);
  assert.ok(Date.now() - properties.lastModified < 3600 * 1000);
  assert.ok(content.equals(await blob.downloadToBuffer()), 'not what was uploaded');
}

async function goesOn(content) {
  const ids = ['first', 'other'].map((id) => Buffer.from(id).toString('base64'));
  await blob.stageBlock(ids[0], content.subarray(0, MEGABYTE), MEGABYTE);
  const known = await new BlockBlobClient(process.env.BLOB_URI).getBlockList('uncommitted');
  assert.deepStrictEqual(known.uncommittedBlocks.map((block) => [block.name, block.size]), [[ids[0], MEGABYTE]]);
  await blob.stageBlock(ids[1], content.subarray(MEGABYTE), content.length - MEGABYTE);
  await blob.commitBlockList(ids, { blobHTTPHeaders: { blobContentType: 'text/plain' }, metadata: { who: 'me' } });
  const properties = await blob.getProperties();
  assert.strictEqual(properties.contentType, 'text/plain');
  assert.strictEqual(properties.metadata.who, 'me');
  assert.ok(content.equals(await blob.downloadToBuffer()), 'not what was put in blocks');
  assert.deepStrictEqual((await blob.getBlockList('committed')).committedBlocks.map((block) => block.name), ids);
}

async function refusals() {
  await assert.rejects(blob.uploadData(Buffer.from('x'), { conditions: { ifNoneMatch: '*' } }), { statusCode: 409, code: 'BlobAlreadyExists' });
  await assert.rejects(blob.delete(), { statusCode: 403, code: 'AuthorizationPermissionMismatch' });
  const other = new BlockBlobClient(process.env.BLOB_URI.replace('?', '-other?'));
  await assert.rejects(other.getProperties(), { statusCode: 403 });
  await assert.rejects(other.uploadData(Buffer.from('x')), { statusCode: 403 });
}

async function main() {
  assert.strictEqual(await blob.exists(), false);
  await comesBack(Buffer.from('x'));
  await comesBack(crypto.randomBytes(5 * MEGABYTE));
  await comesBack(crypto.randomBytes(9 * MEGABYTE), { maxSingleShotSize: MEGABYTE, blockSize: 2 * MEGABYTE, concurrency: 3 });
  await goesOn(crypto.randomBytes(3 * MEGABYTE));
  await refusals();
}

main().catch((error) => { console.error(error); process.exit(1); });
