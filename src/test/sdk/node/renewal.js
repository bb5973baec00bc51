'use strict';
// azure-iot-device renews its token while everything goes on: over AMQP on the connection that it has, whose links stay, over MQTT by
// another one (device-protocols §2.4, §4.4).
const { SharedAccessSignature } = require('azure-iot-common');
const {
  Client, Message, SharedAccessKeyAuthenticationProvider, SharedAccessSignatureAuthenticationProvider,
} = require('azure-iot-device');
const { assert, host, createDevice, until, run, Transport, isAmqp } = require('./lib');
const { getTwin, Changes, ServiceTwin } = require('./twin-lib');
const { openService, message, text, Inbox, waiting } = require('./device-bound-lib');
const { call } = require('./method-lib');
const { Wire } = require('./wire');

const LIFE = 4; // seconds
const MARGIN = 2;
const RENEWALS = 3;

/** Over MQTT the device may leave with a call. */
async function echo(service, device, payload) {
  try {
    return (await call(service, device, 'echo', payload)).payload;
  } catch (error) {
    if (isAmqp || error.response.headers['iothub-errorcode'] !== 'DeviceConnectionClosedRemotely') throw error;
    return echo(service, device, payload);
  }
}

/** What a device does all the time; the hub must have an answer to each, whatever the token does meanwhile. */
async function goesOn({ device, service, client, serviceTwin }, isOver) {
  let rounds = 0;
  while (!isOver()) {
    await client.sendEvent(new Message(`event ${rounds}`));
    await service.send(device.deviceId, message(`message ${rounds}`));
    assert.equal(await echo(service, device, rounds), rounds);
    await serviceTwin.desire({ rounds });
    rounds++;
  }
  return rounds;
}

/** A token that the hub refuses ends the connection; the SDK does that. Over MQTT it would try the token again and again. */
async function refusedRenewal() {
  const device = await createDevice('renewal-refused');
  const sign = (key) => SharedAccessSignature.create(`${host}/devices/${device.deviceId}`, null, key, Math.floor(Date.now() / 1000) + 600)
    .toString();
  const { primaryKey, secondaryKey } = device.authentication.symmetricKey;
  const provider = SharedAccessSignatureAuthenticationProvider.fromSharedAccessSignature(sign(primaryKey));
  const client = Client.fromAuthenticationProvider(provider, Transport);
  await client.open();
  await client.sendEvent(new Message('by a good token'));
  let reason;
  client.on('disconnect', ({ transportObj }) => { reason = transportObj; });
  provider.updateSharedAccessSignature(sign(secondaryKey));
  await client.sendEvent(new Message('by another good token'));
  assert.equal(reason, undefined);
  provider.updateSharedAccessSignature(sign(Buffer.alloc(32, 9).toString('base64')));
  await until(() => reason !== undefined, 'the end of the connection');
  assert.equal(reason.name, 'UnauthorizedError');
}

run(async () => {
  const device = await createDevice('renewal');
  const [service, serviceTwin] = [await openService(), new ServiceTwin(device.deviceId)];
  const wire = await Wire.lay();
  const provider = SharedAccessKeyAuthenticationProvider.fromConnectionString(wire.connectionString(device), LIFE, MARGIN);
  let renewals = 0;
  provider.on('newTokenAvailable', () => { renewals++; });
  const client = await wire.carry(Client.fromAuthenticationProvider(provider, Transport));
  const disconnects = [];
  client.on('disconnect', (reason) => disconnects.push(reason));
  await client.open();
  const inbox = new Inbox(client);
  client.onDeviceMethod('echo', ({ payload }, response) => response.send(200, payload));
  const changes = await Changes.of(await getTwin(client));
  await call(service, device, 'echo', 'ready');

  const rounds = await goesOn({ device, service, client, serviceTwin }, () => renewals >= RENEWALS);
  await until(async () => await waiting(device) === 0, 'the queue to be empty');
  assert.deepEqual([...new Set(inbox.waiting.map(text))], Array.from({ length: rounds }, (_, i) => `message ${i}`));
  assert.equal((await getTwin(client)).properties.desired.rounds, rounds - 1);
  if (isAmqp) {
    assert.equal(wire.connections, 1, 'the connection stays');
    await until(() => changes.waiting.length === rounds, 'each change');
    assert.deepEqual(changes.waiting.map((change) => change.rounds), [...Array(rounds).keys()]);
  } else {
    assert.equal(wire.connections, 1 + renewals, 'a connection for each token');
  }
  assert.deepEqual(disconnects, []);
  await client.close();
  if (isAmqp) await refusedRenewal();
  await service.close();
});
