'use strict';
// A call that gives its device time to connect is answered as soon as the device is there and has subscribed; the hub remembers the
// subscription of a device that was there before (semantics §6.1, device-protocols §1.6).
const { assert, createDevice, openDevice, run } = require('./lib');
const { getTwin } = require('./twin-lib');
const { registry, openService } = require('./device-bound-lib');
const { call, reopened } = require('./method-lib');

const answering = (client) => client.onDeviceMethod('x', ({ payload }, response) => response.send(200, `answer to ${payload}`));

/** A call under way, and whether it has its answer yet. */
function underWay(service, device, payload) {
  const pending = { done: false };
  pending.answer = call(service, device, 'x', payload).finally(() => { pending.done = true; });
  return pending;
}

async function comesLater(service) {
  const device = await createDevice('method-later');
  const calls = [1, 2, 3].map((i) => underWay(service, device, i));
  await registry.get(device.deviceId); // so that the hub has the calls
  const client = await openDevice(device);
  await getTwin(client);
  assert.deepEqual(calls.map(({ done }) => done), [false, false, false], 'connected is not enough');
  answering(client);
  const answers = await Promise.all(calls.map(({ answer }) => answer));
  assert.deepEqual(answers, [1, 2, 3].map((i) => ({ status: 200, payload: `answer to ${i}` })));
  return { device, client };
}

/** Over MQTT azure-iot-device does not subscribe again. */
async function comesBack(service, device, client) {
  for (const i of [4, 5, 6]) {
    await client.close();
    const pending = underWay(service, device, i);
    await registry.get(device.deviceId);
    assert.equal(pending.done, false);
    await client.open();
    reopened(client);
    assert.deepEqual(await pending.answer, { status: 200, payload: `answer to ${i}` });
    assert.deepEqual(await call(service, device, 'x', 'at once', {}), { status: 200, payload: 'answer to at once' });
  }
  await client.close();
}

run(async () => {
  const service = await openService();
  const { device, client } = await comesLater(service);
  await comesBack(service, device, client);
  await service.close();
});
