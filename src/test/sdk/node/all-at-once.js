'use strict';
// One device of azure-iot-device-mqtt with messages, methods, twin and telemetry on one connection, all at the same time.
const { Message } = require('azure-iot-device');
const { assert, createDevice, openDevice, until, run } = require('./lib');
const { getTwin, report, Changes, plain, ServiceTwin } = require('./twin-lib');
const { openService, message, text, Inbox, Feedback, waiting, rest } = require('./device-bound-lib');
const { call } = require('./method-lib');

const COUNT = 40;
const numbers = [...Array(COUNT).keys()];

async function oneAfterTheOther(action) {
  for (const i of numbers) await action(i);
}

run(async () => {
  const device = await createDevice('all-at-once');
  const { deviceId } = device;
  const [service, serviceTwin] = [await openService(), new ServiceTwin(device.deviceId)];
  const feedback = await Feedback.of(service, device);
  const client = await openDevice(device);
  const [inbox, twin] = [new Inbox(client), await getTwin(client)];
  const changes = await Changes.of(twin);
  client.onDeviceMethod('twice', ({ payload }, response) => response.send(200, 2 * payload));
  assert.deepEqual(await call(service, device, 'twice', 1), { status: 200, payload: 2 });

  const since = Date.now();
  const answers = [];
  await Promise.all([
    oneAfterTheOther((i) => service.send(deviceId, message(`${i}`, i === COUNT - 1 ? { messageId: 'last', ack: 'full' } : {}))),
    oneAfterTheOther(async (i) => answers.push((await call(service, device, 'twice', i)).payload)),
    oneAfterTheOther((i) => serviceTwin.desire({ i })),
    oneAfterTheOther((i) => report(twin, { i })),
    oneAfterTheOther((i) => client.sendEvent(new Message(`${i}`))),
  ]);
  assert.deepEqual((await inbox.take(COUNT, 'a message')).map(text), numbers.map(String));
  assert.deepEqual(answers, numbers.map((i) => 2 * i));
  assert.deepEqual(await changes.take(COUNT, 'a change'), numbers.map((i) => ({ i, $version: i + 2 })));
  const now = await serviceTwin.get();
  assert.deepEqual(plain(now.properties.desired), { i: COUNT - 1, $version: COUNT + 1 });
  assert.deepEqual(plain(now.properties.reported), { i: COUNT - 1, $version: COUNT + 1 });
  await feedback.tells('last', 'Success', since);
  await until(async () => await waiting(device) === 0, 'the queue to be empty');
  const { body: { connectedDeviceCount } } = await rest('GET', '/statistics/service');
  assert.ok(Number.isInteger(connectedDeviceCount) && connectedDeviceCount >= 1, `${connectedDeviceCount} devices are connected`);
  await inbox.noMore('each message once');
  await changes.noMore('each change once');
  await client.close();
  await service.close();
});
