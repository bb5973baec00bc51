'use strict';
// ModuleClient of azure-iot-device answers methods of its own; messages are for devices only (semantics §5.1, §6.1).
const { ModuleClient } = require('azure-iot-device');
const { assert, host, createDevice, openDevice, until, run, Transport } = require('./lib');
const { registry, openService, message, Inbox, waiting } = require('./device-bound-lib');
const { call, fails, reopened } = require('./method-lib');

async function openModule({ deviceId, moduleId, authentication }) {
  const client = ModuleClient.fromConnectionString(`HostName=${host};DeviceId=${deviceId};ModuleId=${moduleId};`
    + `SharedAccessKey=${authentication.symmetricKey.primaryKey}`, Transport);
  await client.open();
  return client;
}

const whoAnswers = async (service, target) => (await call(service, target, 'who')).payload;

run(async () => {
  const device = await createDevice('method-modules');
  const { deviceId } = device;
  const [cam, mic] = (await Promise.all(['cam', 'mic'].map((moduleId) => registry.addModule({ deviceId, moduleId }))))
    .map(({ responseBody }) => responseBody);
  const service = await openService();
  await fails(call(service, cam, 'who', null, {}), 'Error', 404103, 'DeviceNotOnline', 'a module that is not there');

  const client = await openDevice(device);
  const inbox = new Inbox(client);
  const clients = [await openModule(cam), await openModule(mic)];
  client.onDeviceMethod('who', (request, response) => response.send(200, 'device'));
  clients[0].onMethod('who', (request, response) => response.send(200, 'cam'));
  clients[1].onMethod('who', (request, response) => response.send(299, { mic: request.payload }));
  assert.deepEqual([await whoAnswers(service, device), await whoAnswers(service, cam)], ['device', 'cam']);
  assert.deepEqual(await call(service, mic, 'who', { on: true }), { status: 299, payload: { mic: { on: true } } });

  await clients[0].close();
  await fails(call(service, cam, 'who', null, {}), 'Error', 404103, 'DeviceNotOnline', 'a module that has gone');
  assert.equal(await whoAnswers(service, device), 'device', 'its device stays');
  await client.close();
  await service.send(deviceId, message('for the device'));
  assert.equal(await waiting(device), 1, 'modules do not take the messages of their device');
  assert.equal((await call(service, mic, 'who')).status, 299, 'a module without its device');
  await inbox.reopen();
  await inbox.bodies(['for the device'], 'the message of the device');
  await until(async () => await waiting(device) === 0, 'the queue to be empty');

  await clients[0].open();
  reopened(clients[0]);
  assert.equal(await whoAnswers(service, cam), 'cam', 'a module that came back');
  await registry.removeModule(deviceId, 'cam');
  await fails(call(service, cam, 'who', null, {}), 'Error', 404010, 'ModuleNotFound', 'a module that was deleted');
  await Promise.all([client, clients[1]].map((one) => one.close()));
  await service.close();
});
