'use strict';
// Messages and feedback over HTTPS, as the command line tool of Azure and device explorers call it, with tokens that the SDK makes
// (service-protocols §5.16, §14.11, semantics §5.3).
const { assert, createDevice, openDevice, until, run } = require('./lib');
const { TIME } = require('./twin-lib');
const { propertiesOf, text, Inbox, waiting, rest } = require('./device-bound-lib');

const FEEDBACK = '/messages/serviceBound/feedback';
const SOME_TOKEN = '00000000-0000-0000-0000-000000000000';

const send = ({ deviceId }, body, headers = {}) => rest('POST', `/devices/${deviceId}/messages/deviceBound`, { body, headers });

/** The next batch of feedback that tells of a device, with its lock token; others are completed. */
async function nextBatch({ deviceId }) {
  let found;
  await until(async () => {
    const { status, headers, body } = await rest('GET', FEEDBACK);
    if (status === 204) return false;
    assert.equal(status, 200);
    const token = headers.get('etag').replaceAll('"', '');
    if (body.some((record) => record.deviceId === deviceId)) found = { token, records: body };
    else assert.equal((await rest('DELETE', `${FEEDBACK}/${token}`)).status, 204);
    return found !== undefined;
  }, 'a batch of feedback');
  return found;
}

async function arrives(device, inbox) {
  const sent = await send(device, 'over HTTPS', {
    'iothub-messageid': 'm-1', 'iothub-correlationid': 'c-1', 'iothub-userid': 'u-1', 'iothub-ack': 'full', 'iothub-app-key': 'value',
    'iothub-contenttype': 'application/json', 'iothub-contentencoding': 'utf-8', 'iothub-expiry': '2031-02-03T04:05:06.789Z',
  });
  assert.ok(sent.status >= 200 && sent.status < 300, `status ${sent.status}`);
  const received = await inbox.next('a message');
  assert.equal(text(received), 'over HTTPS');
  const { messageId, correlationId, userId, contentType, contentEncoding, expiryTimeUtc } = received;
  assert.deepEqual({ messageId, correlationId, userId, contentType, contentEncoding, expiryTimeUtc }, {
    messageId: 'm-1', correlationId: 'c-1', userId: 'u-1', contentType: 'application/json', contentEncoding: 'utf-8',
    expiryTimeUtc: '2031-02-03T04:05:06.7890000Z',
  });
  assert.deepEqual(propertiesOf(received), { key: 'value', 'iothub-ack': 'full' });
}

async function feedbackIsLockedAndSettled(device) {
  const { token, records } = await nextBatch(device);
  const [{ enqueuedTimeUtc, ...record }] = records.filter(({ deviceId }) => deviceId === device.deviceId);
  assert.match(enqueuedTimeUtc, TIME);
  assert.deepEqual(record, {
    originalMessageId: 'm-1', statusCode: 'Success', description: 'Success', deviceId: device.deviceId,
    deviceGenerationId: device.generationId,
  });
  assert.equal((await rest('GET', FEEDBACK)).status, 204, 'a batch is with one reader at a time');
  assert.equal((await rest('POST', `${FEEDBACK}/${token}/abandon`)).status, 204);
  const again = await nextBatch(device);
  assert.deepEqual(again.records, records, 'what was given back');
  assert.notEqual(again.token, token, 'under another lock');
  assert.equal((await rest('DELETE', `${FEEDBACK}/${token}`)).status, 412, 'a lock that is lost');
  assert.equal((await rest('DELETE', `${FEEDBACK}/${again.token}`)).status, 204);
  assert.ok([404, 412].includes((await rest('DELETE', `${FEEDBACK}/${again.token}`)).status), 'completed twice');
  assert.ok([404, 412].includes((await rest('POST', `${FEEDBACK}/${SOME_TOKEN}/abandon`)).status), 'a token of nobody');
  assert.equal((await rest('GET', FEEDBACK)).status, 204, 'nothing is left');
}

async function refusals(device) {
  const codes = async (path, body, headers) => {
    const answer = await rest('POST', path, { body, headers });
    assert.equal(answer.status, Math.floor(answer.body.errorCode / 1000));
    return answer.body.errorCode;
  };
  const path = `/devices/${device.deviceId}/messages/deviceBound`;
  assert.equal(await codes('/devices/nosuch/messages/deviceBound', 'x'), 404001);
  assert.equal(await codes(path, Buffer.alloc(65537)), 413001);
  assert.equal(await codes(path, 'x', { 'iothub-expiry': '2001-01-01T00:00:00Z' }), 403009);
  assert.equal(await codes(path, 'x', { 'iothub-expiry': 'tomorrow' }), 403009);
  assert.equal(await codes(path, 'x', { 'iothub-ack': 'sometimes' }), 400004);
  assert.equal(await waiting(device), 0, 'what is refused is not queued');
}

run(async () => {
  const device = await createDevice('device-bound-rest');
  const client = await openDevice(device);
  const inbox = new Inbox(client);
  await arrives(device, inbox);
  await feedbackIsLockedAndSettled(device);
  await refusals(device);
  await inbox.noMore('each message once');
  await client.close();
});
