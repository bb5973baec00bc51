'use strict';
// azure-iot-device-mqtt: either key of a device, ready-made tokens of a device, a module and a policy (device-protocols §4.2), and
// what happens to a live connection when its key is changed.
const crypto = require('node:crypto');
const { Registry } = require('azure-iothub');
const { Client, ModuleClient, Message } = require('azure-iot-device');
const { assert, owner, host, uniqueId, pause, run, Transport } = require('./lib');

function token(resource, key, policy) {
  const sr = encodeURIComponent(resource);
  const se = Math.floor(Date.now() / 1000) + 3600;
  const sig = crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(`${sr}\n${se}`).digest('base64');
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(sig)}&se=${se}${policy ? `&skn=${policy}` : ''}`;
}

async function sends(client) {
  await client.open();
  await client.sendEvent(new Message('hello'));
  await client.close();
}

const refused = (client) => assert.rejects(client.open(), { name: 'UnauthorizedError' });

run(async () => {
  const registry = Registry.fromConnectionString(owner);
  const deviceId = uniqueId('credentials');
  const device = (await registry.create({ deviceId })).responseBody;
  const { primaryKey, secondaryKey } = device.authentication.symmetricKey;
  const withKey = (key) => Client.fromConnectionString(`HostName=${host};DeviceId=${deviceId};SharedAccessKey=${key}`, Transport);
  await sends(withKey(primaryKey));
  await sends(withKey(secondaryKey));
  await sends(Client.fromSharedAccessSignature(token(`${host}/devices/${deviceId}`, secondaryKey), Transport));

  const ownerKey = /SharedAccessKey=(.*)/.exec(owner)[1];
  await sends(Client.fromSharedAccessSignature(token(`${host}/devices/${deviceId}`, ownerKey, 'iothubowner'), Transport));
  await refused(Client.fromSharedAccessSignature(token(`${host}/devices/${deviceId}`, ownerKey), Transport));
  await refused(Client.fromSharedAccessSignature(token(`${host}/devices/${deviceId}`, primaryKey, 'iothubowner'), Transport));

  const module = (await registry.addModule({ deviceId, moduleId: 'm' })).responseBody;
  const moduleKey = module.authentication.symmetricKey.secondaryKey;
  await sends(ModuleClient.fromSharedAccessSignature(token(`${host}/devices/${deviceId}/modules/m`, moduleKey), Transport));
  await refused(ModuleClient.fromSharedAccessSignature(token(`${host}/devices/${deviceId}/modules/m`, primaryKey), Transport));

  const live = withKey(primaryKey);
  live.setRetryPolicy(new (require('azure-iot-common').NoRetry)());
  await live.open();
  let gone = false;
  live.on('disconnect', () => { gone = true; });
  const rotated = { type: 'sas', symmetricKey: { primaryKey, secondaryKey: Buffer.alloc(32, 9).toString('base64') } };
  await registry.update({ deviceId, status: 'enabled', authentication: rotated });
  await pause(500);
  assert.equal(gone, false, 'the other key was changed');
  await live.sendEvent(new Message('still here'));
  rotated.symmetricKey.primaryKey = Buffer.alloc(32, 8).toString('base64');
  await registry.update({ deviceId, status: 'enabled', authentication: rotated });
  for (let i = 0; i < 100 && !gone; i += 1) await pause(50);
  assert.equal(gone, true, 'its own key was changed');
  await refused(withKey(primaryKey));
  await sends(withKey(rotated.symmetricKey.primaryKey));
});
