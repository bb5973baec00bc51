'use strict';
// A device of azure-iot-device whose network fails: it comes back by itself, and what it had asked for goes on: messages that waited,
// methods, changes of desired properties and telemetry (device-protocols §1.6, §1.15, §5.1).
const { Message } = require('azure-iot-device');
const { assert, createDevice, until, run, Transport } = require('./lib');
const { getTwin, Changes, ServiceTwin, report } = require('./twin-lib');
const { registry, openService, message, Inbox, waiting } = require('./device-bound-lib');
const { call } = require('./method-lib');
const { Wire } = require('./wire');

const stateOf = async ({ deviceId }) => (await registry.get(deviceId)).responseBody.connectionState;

/** A change that was made while nobody was subscribed does not come (semantics §4.5), so there are some until one does. */
async function hearsOfChanges(serviceTwin, changes) {
  let last;
  await until(async () => {
    last = (await serviceTwin.desire({ at: Date.now() })).properties.desired;
    return changes.waiting.length > 0;
  }, 'a change of desired properties');
  await until(() => changes.waiting.at(-1).$version === last.$version, 'the last change');
  assert.equal(changes.waiting.at(-1).at, last.at);
  changes.waiting.length = 0;
}

run(async () => {
  const device = await createDevice('reconnect');
  const [service, serviceTwin] = [await openService(), new ServiceTwin(device.deviceId)];
  const wire = await Wire.lay();
  const client = await wire.client(device, Transport);
  await client.open();
  const inbox = new Inbox(client);
  let answered; // when the hub has accepted the last answer; fails if the network does before that, for the SDK does not answer again
  client.onDeviceMethod('echo', ({ payload }, response) => { answered = response.send(200, payload); });
  const twin = await getTwin(client);
  const changes = await Changes.of(twin);
  await hearsOfChanges(serviceTwin, changes);

  for (const round of ['first', 'second']) {
    await call(service, device, 'echo', round);
    await answered; // whose caller may have it before the device hears that it was accepted
    wire.cut();
    await until(async () => await stateOf(device) === 'Disconnected', 'the hub to notice');
    await service.send(device.deviceId, message(`while away: ${round}`));
    const called = call(service, device, 'echo', round, { connectTimeoutInSeconds: 30 });
    const sent = client.sendEvent(new Message(round));
    wire.mend();
    assert.deepEqual(await called, { status: 200, payload: round });
    await sent;
    await inbox.bodies([`while away: ${round}`], 'what was sent while the device was away');
    await until(async () => await waiting(device) === 0, 'the queue to be empty');
    await hearsOfChanges(serviceTwin, changes);
    await report(twin, { round });
    assert.equal((await serviceTwin.get()).properties.reported.round, round);
    assert.equal(await stateOf(device), 'Connected');
  }
  await inbox.noMore('each message once');
  await client.close();
  await service.close();
});
