'use strict';
// azure-iot-device-http polls for messages and settles them in each way, and the sender hears what it asked for
// (device-protocols §3.4, semantics §5.1-5.4).
const { assert, createDevice, openDevice, until, run, Arrivals } = require('./lib');
const { openService, message, text, Feedback, waiting } = require('./device-bound-lib');

run(async () => {
  const device = await createDevice('device-bound-https');
  const service = await openService();
  const feedback = await Feedback.of(service, device);
  const client = await openDevice(device);
  const inbox = new Arrivals();
  const next = async (body) => {
    const received = await inbox.next(body);
    assert.equal(text(received), body);
    return received;
  };
  await service.send(device.deviceId, message('waits', {
    messageId: 'id-waits', correlationId: 'c-1', ack: 'full', properties: { tempAlert: 'a b' },
  }));
  client.on('message', (received) => inbox.add(received));

  const first = await next('waits');
  assert.equal(first.messageId, 'id-waits');
  assert.equal(first.correlationId, 'c-1');
  assert.match(first.lockToken, /^[0-9a-f-]{36}$/);
  assert.equal(await waiting(device), 1, 'a message that is with its device counts');
  await client.complete(first);
  await until(async () => await waiting(device) === 0, 'the queue to be empty');

  await service.send(device.deviceId, message('unwanted', { messageId: 'id-unwanted', ack: 'full' }));
  await client.reject(await next('unwanted'));

  await service.send(device.deviceId, message('later', { messageId: 'id-later', ack: 'full' }));
  const abandoned = await next('later');
  await client.abandon(abandoned);
  const again = await next('later');
  assert.notEqual(again.lockToken, abandoned.lockToken);
  await assert.rejects(client.complete(abandoned), 'its lock is lost');
  await client.complete(again);

  await feedback.tellsAll({ 'id-waits': 'Success', 'id-unwanted': 'Rejected', 'id-later': 'Success' }, 'feedback');
  await inbox.noMore('each message once');
  await feedback.noMore('each record once');
  await client.close();
  await service.close();
});
