'use strict';
// azure-iothub calls methods of azure-iot-device: payloads both ways, statuses of the device, many at once
// (semantics §6.1, service-protocols §5.11, device-protocols §1.11.1, §2.9).
const { assert, createDevice, openDevice, run } = require('./lib');
const { openService } = require('./device-bound-lib');
const { call, fails, post } = require('./method-lib');
const { RawDevice } = require('./raw-device');

const PAYLOADS = [{ delay: 5, nested: { list: [1, 'two', null, { three: 3.5 }] } }, [], [1, 2], {}, 'text', '', 0, -1.5, true, false,
  'é ß 日本 😀 " \\ \u2028 </script>', { 'a b': '$x', '': 1 }];
const STATUSES = [200, 201, 299, 404, 500, 1, 999, -1, 2147483647];
const MOST = 128 * 1024;

async function payloadsBothWays(service, device, client) {
  client.onDeviceMethod('echo', (request, response) => response.send(200, { method: request.methodName, payload: request.payload }));
  for (const payload of PAYLOADS) {
    assert.deepEqual(await call(service, device, 'echo', payload), { status: 200, payload: { method: 'echo', payload } });
  }
  client.onDeviceMethod('plain', (request, response) => response.send(200, request.payload));
  for (const payload of PAYLOADS) {
    assert.deepEqual(await call(service, device, 'plain', payload), { status: 200, payload });
  }
}

async function nothingBothWays(service, device, client) {
  const seen = [];
  client.onDeviceMethod('returns-nothing', ({ payload }, response) => { seen.push(payload); response.send(200); });
  client.onDeviceMethod('returns-null', ({ payload }, response) => { seen.push(payload); response.send(200, null); });
  client.onDeviceMethod('returns-something', ({ payload }, response) => { seen.push(payload); response.send(200, { some: 'thing' }); });
  const nothing = { status: 200, payload: null };
  const something = { status: 200, payload: { some: 'thing' } };
  for (const [payload, isSeen] of [[{ a: 1 }, { a: 1 }], [null, null], [undefined, null]]) {
    assert.deepEqual(await call(service, device, 'returns-nothing', payload), nothing);
    assert.deepEqual(await call(service, device, 'returns-null', payload), nothing);
    assert.deepEqual(await call(service, device, 'returns-something', payload), something);
    assert.deepEqual(seen.splice(0), [isSeen, isSeen, isSeen]);
  }
  const path = `/twins/${device.deviceId}/methods`;
  const { status, body } = await post(path, { methodName: 'returns-nothing' });
  assert.deepEqual({ status, body, seen }, { status: 200, body: nothing, seen: [null] }, 'a request without payload and time-outs');
}

async function statusesAreTheDevices(service, device, client) {
  client.onDeviceMethod('status', ({ payload }, response) => response.send(payload, { status: payload }));
  for (const status of STATUSES) {
    assert.deepEqual(await call(service, device, 'status', status), { status, payload: { status } });
  }
}

async function namesAreKept(service, device, client) {
  for (const name of ['x', 'Reboot.now-1_x', 'reBoot', 'get*max~min!', 'm'.repeat(100)]) {
    client.onDeviceMethod(name, ({ methodName }, response) => response.send(200, methodName));
    assert.deepEqual(await call(service, device, name), { status: 200, payload: name });
  }
}

async function largePayloads(service, device) {
  const large = { text: 'x'.repeat(100000) };
  assert.deepEqual(await call(service, device, 'plain', large), { status: 200, payload: large });
  const most = 'x'.repeat(MOST - 2); // and the quotes
  assert.deepEqual(await call(service, device, 'plain', most), { status: 200, payload: most });
  await fails(call(service, device, 'plain', `${most}x`), 'Error', 413001, 'MessageTooLarge', 'a byte more than 128 KB');
  assert.equal((await call(service, device, 'plain', 'next')).payload, 'next', 'the connection goes on');
}

/** Nothing waits for a timer on the way. */
async function answersComeAtOnce(service, device) {
  const started = Date.now();
  for (let i = 0; i < 20; i++) await call(service, device, 'plain', i);
  assert.ok(Date.now() - started < 5000, `twenty calls one after the other took ${Date.now() - started} ms`);
}

/** All are under way together: the device answers when the last one has come, the last one first. */
async function manyAtOnce(service, device, client) {
  const requests = [];
  const COUNT = 50;
  client.onDeviceMethod('together', (request, response) => {
    requests.push({ request, response });
    if (requests.length === COUNT) {
      requests.reverse().forEach((one) => one.response.send(200, `answer to ${one.request.payload}`));
    }
  });
  const numbers = [...Array(COUNT).keys()];
  const answers = await Promise.all(numbers.map((i) => call(service, device, 'together', i)));
  assert.deepEqual(answers, numbers.map((i) => ({ status: 200, payload: `answer to ${i}` })));
}

/** What no SDK answers: something else than JSON. */
async function answerThatIsNone(service) {
  const device = await createDevice('methods-raw');
  const raw = await RawDevice.connect(device);
  assert.equal(await raw.subscribe('$iothub/methods/POST/#', 1), 1);
  const answer = async (payload) => {
    const request = await raw.messages.next('a request');
    assert.equal(request.qos, 0);
    assert.match(request.topic, /^\$iothub\/methods\/POST\/raw\/\?\$rid=[0-9a-zA-Z-]{1,64}$/);
    assert.equal(request.payload.toString(), '{"a":1}', 'the bytes of the value');
    raw.send({
      cmd: 'publish', qos: 1, dup: false, retain: false, messageId: ++raw.lastId, payload,
      topic: `$iothub/methods/res/201/?$rid=${request.topic.split('=')[1]}`,
    });
    await raw.answer('puback');
  };
  const refused = fails(call(service, device, 'raw', { a: 1 }), 'BadDeviceResponseError', 502000, 'InvalidResponseWhileProxying');
  await answer('no JSON');
  await refused;
  const answered = call(service, device, 'raw', { a: 1 });
  await answer('{"fine":true}');
  assert.deepEqual(await answered, { status: 201, payload: { fine: true } });
  raw.cut();
}

run(async () => {
  const device = await createDevice('methods');
  const service = await openService();
  const client = await openDevice(device);
  await payloadsBothWays(service, device, client);
  await nothingBothWays(service, device, client);
  await statusesAreTheDevices(service, device, client);
  await namesAreKept(service, device, client);
  await largePayloads(service, device);
  await answersComeAtOnce(service, device);
  await manyAtOnce(service, device, client);
  await answerThatIsNone(service);
  await client.close();
  await service.close();
});
