'use strict';
// azure-iothub sends messages to a device of azure-iot-device and reads the feedback that it asked for
// (semantics §5.1, §5.3, device-protocols §1.10, service-protocols §6.4, §6.5).
const { assert, host, createDevice, openDevice, until, run } = require('./lib');
const { ServiceTwin } = require('./twin-lib');
const { openService, message, propertiesOf, text, Inbox, Feedback, waiting } = require('./device-bound-lib');

/** A device completes by receiving; only who asked for it hears of that. */
async function eachAcknowledgement(device, service, inbox, feedback) {
  const since = Date.now();
  for (const ack of [undefined, 'none', 'negative', 'positive', 'full']) {
    const body = `asked for ${ack}`;
    await service.send(device.deviceId, message(body, { messageId: `id-${ack}`, ack }));
    const received = await inbox.next(body);
    assert.equal(text(received), body);
    assert.equal(received.messageId, `id-${ack}`);
    assert.deepEqual(propertiesOf(received), ack === undefined ? {} : { 'iothub-ack': ack });
  }
  const batch = await feedback.tells('id-positive', 'Success', since);
  await feedback.tells('id-full', 'Success', since);
  assert.equal(batch.contentType, 'application/vnd.microsoft.iothub.feedback.json');
  assert.equal(batch.contentEncoding, 'utf-8');
  assert.equal(batch.transportObj.user_id.toString(), host.split('.')[0], 'the name of the hub');
  const enqueued = batch.transportObj.message_annotations['iothub-enqueuedtime'];
  assert.ok(enqueued >= since && enqueued <= Date.now(), `${enqueued} is the time of the batch`);
}

/** As iot-service-client asks when its user does not say (service-protocols §6.4). */
async function withoutMessageId(device, service, inbox, feedback) {
  const since = Date.now();
  await service.send(device.deviceId, message('nameless', { ack: 'full' }));
  const received = await inbox.next('a message without an id');
  assert.equal(text(received), 'nameless');
  assert.equal(received.messageId, '');
  await feedback.tells('', 'Success', since);
}

async function countIsExact(device, service, client, inbox, feedback) {
  const twin = new ServiceTwin(device.deviceId);
  await client.close();
  assert.equal(await waiting(device), 0);
  for (let i = 1; i <= 3; i++) {
    await service.send(device.deviceId, message(`waits ${i}`, { messageId: `waits-${i}`, ack: i === 3 ? 'full' : 'none' }));
    assert.equal(await waiting(device), i, 'right after the send');
  }
  assert.equal((await twin.get()).cloudToDeviceMessageCount, 3);
  const opened = Date.now();
  await inbox.reopen();
  await inbox.bodies(['waits 1', 'waits 2', 'waits 3'], 'what waited');
  await until(async () => await waiting(device) === 0, 'the queue to be empty after completion');
  assert.equal((await twin.get()).cloudToDeviceMessageCount, 0);
  await feedback.tells('waits-3', 'Success', opened);
}

run(async () => {
  const device = await createDevice('device-bound');
  const service = await openService();
  const feedback = await Feedback.of(service, device);
  const client = await openDevice(device);
  const inbox = new Inbox(client);
  await eachAcknowledgement(device, service, inbox, feedback);
  await withoutMessageId(device, service, inbox, feedback);
  await countIsExact(device, service, client, inbox, feedback);
  await inbox.noMore('each message once');
  await feedback.noMore('each record once, and none that was not asked for');
  await client.close();
  await service.close();
});
