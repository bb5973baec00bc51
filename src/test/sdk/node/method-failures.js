'use strict';
// What a caller of azure-iothub hears when a method cannot be called or is not answered, and that the next call works
// (semantics §6.1, service-protocols §5.11).
const { assert, createDevice, openDevice, until, run } = require('./lib');
const { registry, openService } = require('./device-bound-lib');
const { call, fails } = require('./method-lib');

const NOW = {}; // no time to connect
const SHORTEST = { responseTimeoutInSeconds: 5 };

/** Runs the action and checks that it took at least that long, and not much longer. */
async function takes(seconds, action) {
  const started = Date.now();
  await action();
  const took = Date.now() - started;
  assert.ok(took >= seconds * 1000 - 5 && took < seconds * 1000 + 3000, `${seconds} s, not ${took} ms`);
}

const notOnline = (promise, what) => fails(promise, 'Error', 404103, 'DeviceNotOnline', what);
const timesOut = (promise, what) => fails(promise, 'GatewayTimeoutError', 504101, 'GatewayTimeout', what);

async function nobodyThere(service) {
  const device = await createDevice('method-failures');
  const { deviceId } = device;
  await takes(0, () => notOnline(call(service, device, 'x', null, NOW), 'a device that was never there'));
  await takes(2, () => notOnline(call(service, device, 'x', null, { connectTimeoutInSeconds: 2 }), 'and does not come'));
  const client = await openDevice(device);
  await takes(0, () => notOnline(call(service, device, 'x', null, NOW), 'connected but without methods'));
  client.onDeviceMethod('x', (request, response) => response.send(200));
  assert.equal((await call(service, device, 'x')).status, 200);
  await client.close();
  await takes(0, () => notOnline(call(service, device, 'x', null, NOW), 'a device that has gone'));
  await fails(call(service, { deviceId, moduleId: 'nosuch' }, 'x', null, NOW), 'Error', 404010, 'ModuleNotFound', 'no module');
  await registry.update({ ...device, status: 'disabled' });
  await fails(call(service, device, 'x', null, NOW), 'DeviceNotFoundError', 404001, 'DeviceNotFound', 'a disabled device');
  await fails(call(service, { deviceId: 'nosuch' }, 'x', null, NOW), 'DeviceNotFoundError', 404001, 'DeviceNotFound', 'no device');
}

/** The late answer belongs to nobody: neither the call that it was for nor the next one gets it. */
async function answersTooLate(service) {
  const device = await createDevice('method-late');
  const client = await openDevice(device);
  const responses = [];
  client.onDeviceMethod('late', (request, response) => responses.push(response));
  client.onDeviceMethod('next', (request, response) => response.send(200, 'next'));
  assert.equal((await call(service, device, 'next')).payload, 'next');
  await takes(5, () => timesOut(call(service, device, 'late', null, SHORTEST), 'no answer'));
  assert.equal(responses.length, 1);
  await responses[0].send(200, 'too late');
  assert.deepEqual(await call(service, device, 'next'), { status: 200, payload: 'next' });
  await client.close();
}

async function nobodyHandlesThatName(service) {
  const device = await createDevice('method-name');
  const client = await openDevice(device);
  client.onDeviceMethod('one', (request, response) => response.send(200, 'one'));
  assert.equal((await call(service, device, 'one')).payload, 'one');
  await takes(5, () => timesOut(call(service, device, 'another', null, SHORTEST), 'a name without a handler'));
  await takes(5, () => timesOut(call(service, device, 'One', null, SHORTEST), 'names are case-sensitive'));
  assert.equal((await call(service, device, 'one', null, NOW)).payload, 'one', 'the connection goes on');
  await client.close();
}

async function goesInTheMiddle(service) {
  const device = await createDevice('method-gone');
  const client = await openDevice(device);
  let called = 0;
  client.onDeviceMethod('leave', () => { called++; });
  const calls = [1, 2, 3].map(() => call(service, device, 'leave'));
  const failures = calls.map((one) => fails(one, 'Error', 404104, 'DeviceConnectionClosedRemotely', 'a device that goes'));
  await until(() => called === 3, 'the calls to arrive');
  await client.close();
  await takes(0, () => Promise.all(failures));
}

async function wrongRequests(service) {
  const device = await createDevice('method-wrong');
  const wrong = [
    ['x', { responseTimeoutInSeconds: 4 }], ['x', { responseTimeoutInSeconds: 301 }], ['x', { connectTimeoutInSeconds: 301 }],
    ['x', { connectTimeoutInSeconds: -1 }], ['m'.repeat(101), NOW], ...['a b', 'a$b', 'a/b', 'a{b', 'é'].map((name) => [name, NOW])];
  for (const [name, timeouts] of wrong) {
    await fails(call(service, device, name, null, timeouts), 'ArgumentError', 400004, 'ArgumentInvalid', `${name} ${timeouts}`);
  }
}

run(async () => {
  const service = await openService();
  await Promise.all([nobodyThere, answersTooLate, nobodyHandlesThatName, goesInTheMiddle, wrongRequests].map((part) => part(service)));
  await service.close();
});
