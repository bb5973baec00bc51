'use strict';
// The packets of device-bound messages over MQTT: topics, levels, what is acknowledged and what comes again (device-protocols §1.6,
// §1.10, semantics §5.4).
const { assert, createDevice, until, run } = require('./lib');
const { openService, message, Feedback, waiting } = require('./device-bound-lib');
const { RawDevice } = require('./raw-device');

const WINDOW = 16;
const topicOf = ({ deviceId }) => `devices/${deviceId}/messages/devicebound/`;
const payloads = (packets) => packets.map(({ payload }) => payload.toString());
const isEmpty = (device) => until(async () => await waiting(device) === 0, 'the queue to be empty');

async function sendAll(service, { deviceId }, bodies) {
  for (const body of bodies) await service.send(deviceId, message(body));
}

async function topicIsExact(device, service) {
  await service.send(device.deviceId, message('exact', {
    messageId: 'm-1', correlationId: 'c 1', contentType: 'text/plain', contentEncoding: 'utf-8', ack: 'positive',
    expiryTimeUtc: Date.parse('2031-02-03T04:05:06.789Z'), properties: { 'a b': 'c+d&e=f/g%', 'é': 'ü' },
  }));
  const raw = await RawDevice.connect(device);
  assert.equal(raw.sessionPresent, false);
  await raw.messages.noMore('nothing before a device has subscribed');
  assert.equal(await raw.subscribe(`${topicOf(device)}#`, 2), 1, 'the most there is');
  const packet = await raw.messages.next('what waited for the subscription');
  const { topic, qos, dup, retain, payload } = packet;
  assert.deepEqual({ qos, dup, retain, payload: payload.toString() }, { qos: 1, dup: false, retain: false, payload: 'exact' });
  assert.ok(topic.startsWith(`${topicOf(device)}%24.`), `${topic}: a system property is first, or clients do not find the bag`);
  assert.deepEqual(topic.slice(topicOf(device).length).split('&').sort(), [
    '%24.ce=utf-8', '%24.cid=c%201', '%24.ct=text%2Fplain', '%24.exp=2031-02-03T04%3A05%3A06.7890000Z', '%24.mid=m-1',
    `%24.to=%2Fdevices%2F${device.deviceId}%2Fmessages%2FdeviceBound`, '%C3%A9=%C3%BC', 'a%20b=c%2Bd%26e%3Df%2Fg%25',
    'iothub-ack=positive'].sort());
  return { raw, packet };
}

async function comesAgainUntilAcknowledged(device, raw, packet, feedback) {
  raw.cut();
  for (const goodbye of ['disconnect', 'cut']) {
    const again = await RawDevice.connect(device);
    assert.equal(again.sessionPresent, true);
    const repeated = await again.messages.next('what was not acknowledged, without a subscription in this connection');
    assert.equal(repeated.topic, packet.topic);
    assert.deepEqual(repeated.payload, packet.payload);
    assert.deepEqual({ qos: repeated.qos, dup: repeated.dup, retain: repeated.retain }, { qos: 1, dup: true, retain: false });
    await again[goodbye]();
  }
  assert.equal(await waiting(device), 1, 'a message that is with its device counts');
  const last = await RawDevice.connect(device);
  const acknowledged = Date.now();
  last.acknowledge(await last.messages.next('once more'));
  await isEmpty(device);
  await feedback.tells('m-1', 'Success', acknowledged);
  await last.disconnect();
  const empty = await RawDevice.connect(device);
  await empty.messages.noMore('nothing after the acknowledgement');
  await empty.disconnect();
}

async function keepsItsOrder(device, service) {
  const first = await RawDevice.connect(device);
  await sendAll(service, device, ['1', '2', '3']);
  const packets = await first.messages.take(3, 'a message');
  first.acknowledge(packets[0]);
  await until(async () => await waiting(device) === 2, 'one message to be completed');
  first.cut();
  await sendAll(service, device, ['4']);
  const second = await RawDevice.connect(device);
  const repeated = await second.messages.take(3, 'a message');
  assert.deepEqual(payloads(repeated), ['2', '3', '4']);
  assert.deepEqual(repeated.map(({ dup }) => dup), [true, true, false]);
  repeated.forEach((packet) => second.acknowledge(packet));
  await isEmpty(device);
  await second.disconnect();
}

async function windowIsBounded(device, service) {
  const raw = await RawDevice.connect(device);
  const bodies = Array.from({ length: WINDOW + 4 }, (_, i) => `w${i}`);
  await sendAll(service, device, bodies);
  const packets = await raw.messages.take(WINDOW, 'a message');
  assert.equal(new Set(packets.map(({ messageId }) => messageId)).size, WINDOW, 'packet ids are distinct');
  await raw.messages.noMore('no more in flight');
  raw.acknowledge(packets[0]);
  packets.push(await raw.messages.next('one more for one acknowledged'));
  await raw.messages.noMore('not two');
  packets.slice(1).forEach((packet) => raw.acknowledge(packet));
  packets.push(...await raw.messages.take(3, 'a message'));
  packets.slice(-3).forEach((packet) => raw.acknowledge(packet));
  assert.deepEqual(payloads(packets), bodies);
  await isEmpty(device);
  await raw.disconnect();
}

async function levelZeroCompletesWhenSent(device, service, feedback) {
  const raw = await RawDevice.connect(device);
  assert.equal(await raw.subscribe(`${topicOf(device)}#`, 0), 0);
  const since = Date.now();
  await service.send(device.deviceId, message('at most once', { messageId: 'q0', ack: 'full' }));
  const { qos, payload } = await raw.messages.next('a message');
  assert.deepEqual({ qos, payload: payload.toString() }, { qos: 0, payload: 'at most once' });
  await isEmpty(device);
  await feedback.tells('q0', 'Success', since);
  await raw.unsubscribe(`${topicOf(device)}#`);
  await sendAll(service, device, ['kept']);
  await raw.messages.noMore('nothing after UNSUBACK');
  await raw.ping();
  await raw.disconnect();
}

async function cleanSessionStartsAtSubscribe(device, service) {
  await sendAll(service, device, ['for whoever subscribes']);
  const bodies = ['kept', 'for whoever subscribes'];
  const raw = await RawDevice.connect(device, { clean: true });
  assert.equal(raw.sessionPresent, false);
  await raw.messages.noMore('nothing before SUBSCRIBE');
  await raw.subscribe(`${topicOf(device)}#`, 1);
  const packets = await raw.messages.take(2, 'a message');
  assert.deepEqual(payloads(packets), bodies);
  await raw.disconnect();
  const next = await RawDevice.connect(device);
  assert.equal(next.sessionPresent, false, 'a clean session leaves nothing behind');
  await next.messages.noMore('nothing before SUBSCRIBE');
  await next.subscribe(`${topicOf(device)}#`, 1);
  const again = await next.messages.take(2, 'a message');
  assert.deepEqual(payloads(again), bodies, 'the queue is not part of the session');
  again.forEach((packet) => next.acknowledge(packet));
  await isEmpty(device);
  await next.disconnect();
}

run(async () => {
  const device = await createDevice('device-bound-raw');
  const service = await openService();
  const feedback = await Feedback.of(service, device);
  const { raw, packet } = await topicIsExact(device, service);
  await comesAgainUntilAcknowledged(device, raw, packet, feedback);
  await keepsItsOrder(device, service);
  await windowIsBounded(device, service);
  await levelZeroCompletesWhenSent(device, service, feedback);
  await cleanSessionStartsAtSubscribe(device, service);
  await service.close();
});
