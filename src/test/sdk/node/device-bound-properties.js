'use strict';
// What azure-iothub sends arrives at azure-iot-device as it is: system and application properties, and bodies of every kind
// (semantics §5.4, device-protocols §1.10).
const { randomBytes, randomUUID } = require('node:crypto');
const rhea = require('rhea');
const { assert, isAmqp, createDevice, openDevice, amqpEndpoint, run } = require('./lib');
const { policy, key, openService, message, propertiesOf, userIdOf, expiryOf, Inbox, Feedback } = require('./device-bound-lib');

const ODD = {
  'with space': 'a b', 'plus+': '1+1', 'and&': 'x&y', 'equals=': 'a=b==', 'percent%': '100% %20 %2B', 'slash/': '/a/b/',
  'hash#': '#1', 'question?': 'a?b', 'quotes"\'': '"\'', 'é': 'ü ß 日本 😀', 'semi;colon:': 'a;b:c', 'back\\slash': '\\',
  '(brackets)': '[{<>}]', CASE: 'Kept', case: 'kept too', '~!*.-_': '~!*.-_',
};

async function systemProperties({ deviceId }, service, inbox) {
  const expiryTimeUtc = Date.parse('2031-02-03T04:05:06.789Z');
  await service.send(deviceId, message('all of them', {
    messageId: "id-._:%+#*?!(),=@;$'", correlationId: 'to / what & why', contentType: 'application/json;charset=utf-8',
    contentEncoding: 'utf-8', expiryTimeUtc, properties: { key: 'value' },
  }));
  const received = await inbox.next('a message with all properties');
  assert.equal(received.messageId, "id-._:%+#*?!(),=@;$'");
  assert.equal(received.correlationId, 'to / what & why');
  assert.equal(received.contentType, 'application/json;charset=utf-8');
  assert.equal(received.contentEncoding, 'utf-8');
  assert.equal(expiryOf(received), '2031-02-03T04:05:06.7890000Z');
  assert.equal(received.to, `/devices/${deviceId}/messages/deviceBound`);
  assert.deepEqual(propertiesOf(received), { key: 'value' });
}

async function nothingIsInvented({ deviceId }, service, inbox) {
  await service.send(deviceId, message('nothing'));
  const received = await inbox.next('a message without properties');
  assert.equal(received.to, `/devices/${deviceId}/messages/deviceBound`);
  assert.deepEqual(propertiesOf(received), {});
  const { messageId, correlationId, userId, contentType, contentEncoding, expiryTimeUtc } = received;
  assert.deepEqual({ messageId, correlationId, userId, contentType, contentEncoding, expiryTimeUtc },
    { messageId: '', correlationId: '', userId: '', contentType: undefined, contentEncoding: undefined, expiryTimeUtc: undefined });
}

/** azure-iothub writes an id that looks like a UUID as the AMQP type of that name. */
async function uuids({ deviceId }, service, inbox, feedback) {
  const [messageId, correlationId, since] = [randomUUID(), randomUUID(), Date.now()];
  await service.send(deviceId, message('uuids', { messageId, correlationId, ack: 'full' }));
  const received = await inbox.next('a message with UUIDs');
  assert.equal(received.messageId, messageId);
  assert.equal(received.correlationId, correlationId);
  await feedback.tells(messageId, 'Success', since);
}

async function applicationProperties({ deviceId }, service, inbox) {
  await service.send(deviceId, message('odd', { properties: { ...ODD, empty: '' } }));
  const expected = isAmqp ? { ...ODD, empty: '' } : ODD; // over MQTT clients cannot take the empty one
  assert.deepEqual(propertiesOf(await inbox.next('odd properties')), expected);
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`name-${i}`, `value ${i}`]));
  await service.send(deviceId, message('many', { properties: many }));
  assert.deepEqual(propertiesOf(await inbox.next('many properties')), many);
}

async function bodies({ deviceId }, service, inbox) {
  const all = [Buffer.alloc(0), Buffer.from([...Array(256).keys()]), randomBytes(65000), Buffer.alloc(65536, 'x')];
  for (const body of all) {
    await service.send(deviceId, message(body));
    assert.ok((await inbox.next(`${body.length} bytes`)).getBytes().equals(body), `${body.length} bytes`);
  }
}

/** azure-iothub sends no user id; rhea, a plain AMQP client, does. */
async function userId({ deviceId }, inbox) {
  const connection = rhea.create_container().connect({
    ...amqpEndpoint(), username: policy, password: key, reconnect: false,
  });
  const outcome = new Promise((resolve, reject) => {
    ['accepted', 'rejected', 'released'].forEach((name) => connection.on(name, () => resolve(name)));
    ['sender_error', 'connection_error', 'disconnected'].forEach((name) => connection.on(name, ({ error, sender }) => {
      reject(new Error(name, { cause: error ?? (sender && sender.error) }));
    }));
  });
  const sender = connection.open_sender('/messages/devicebound');
  sender.once('sendable', () => sender.send({
    to: `/devices/${deviceId}/messages/devicebound`, user_id: Buffer.from('user@1'),
    body: rhea.message.data_section(Buffer.from('whose')),
  }));
  assert.equal(await outcome, 'accepted');
  assert.equal(userIdOf(await inbox.next('a message with a user id')), 'user@1');
  connection.close();
}

run(async () => {
  const device = await createDevice('device-bound-properties');
  const service = await openService();
  const feedback = await Feedback.of(service, device);
  const client = await openDevice(device);
  const inbox = new Inbox(client);
  await systemProperties(device, service, inbox);
  await nothingIsInvented(device, service, inbox);
  await uuids(device, service, inbox, feedback);
  await applicationProperties(device, service, inbox);
  await bodies(device, service, inbox);
  await userId(device, inbox);
  await inbox.noMore('each message once');
  await client.close();
  await service.close();
});
