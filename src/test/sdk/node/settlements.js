'use strict';
// azure-iot-device settles device-bound messages in each way that AMQP has for it: a completed and a rejected one are over, an abandoned
// one comes again, with its count of deliveries, until that is too high, and the sender hears what it asked for
// (semantics §5.1-5.4, device-protocols §2.8). Over MQTT there is no more than PUBACK.
const { assert, createDevice, openDevice, until, run, Arrivals } = require('./lib');
const { openService, message, text, Feedback, waiting } = require('./device-bound-lib');

const KINDS = ['none', 'positive', 'negative', 'full'];
const MOST_DELIVERIES = 10;

/** What a device receives and has not settled yet. */
class Unsettled extends Arrivals {
  constructor(client) {
    super();
    client.on('message', (received) => this.add(received));
  }

  /** The next message, which must be this one, delivered that many times before. */
  async expect(body, deliveries) {
    const received = await this.next(body);
    assert.equal(text(received), body);
    assert.equal(received.transportObj.message_annotations['iothub-deliverycount'], deliveries, `deliveries of ${body}`);
    return received;
  }
}

/** One message for each kind of acknowledgement, all settled in one way; only who asked for that outcome hears of it. */
async function eachKind({ device, service, inbox, feedback }, settle, statusCode, kinds) {
  for (const ack of KINDS) await service.send(device.deviceId, message(ack, { messageId: `${statusCode}-${ack}`, ack }));
  for (const ack of KINDS) await settle(await inbox.expect(ack, 0));
  await until(async () => await waiting(device) === 0, 'the queue to be empty');
  await feedback.tellsAll(Object.fromEntries(kinds.map((ack) => [`${statusCode}-${ack}`, statusCode])), `feedback ${statusCode}`);
}

async function abandonedComesAgain({ device, service, client, inbox, feedback }) {
  const since = Date.now();
  await service.send(device.deviceId, message('again', { messageId: 'again', ack: 'full' }));
  for (let deliveries = 0; deliveries < 3; deliveries++) await client.abandon(await inbox.expect('again', deliveries));
  const last = await inbox.expect('again', 3);
  assert.equal(await waiting(device), 1, 'a message that is with its device counts');
  await client.complete(last);
  await feedback.tells('again', 'Success', since);
}

async function abandonedTooOften({ device, service, client, inbox, feedback }) {
  const since = Date.now();
  await service.send(device.deviceId, message('never', { messageId: 'never', ack: 'negative' }));
  for (let deliveries = 0; deliveries < MOST_DELIVERIES; deliveries++) {
    await client.abandon(await inbox.expect('never', deliveries));
  }
  const last = inbox.next('the last delivery').then((received) => client.abandon(received), () => {});
  await feedback.tells('never', 'DeliveryCountExceeded', since);
  assert.equal(await waiting(device), 0);
  return last;
}

/** Settled in another order than they came, each for itself. */
async function inAnyOrder({ device, service, client, inbox, feedback }) {
  const bodies = ['first', 'second', 'third'];
  for (const body of bodies) await service.send(device.deviceId, message(body, { messageId: body, ack: 'full' }));
  const [first, second, third] = await inbox.take(3, 'a message');
  await client.reject(third);
  await client.abandon(first);
  await client.complete(second);
  await client.complete(await inbox.expect('first', 1));
  await feedback.tellsAll({ first: 'Success', second: 'Success', third: 'Rejected' }, 'feedback in any order');
}

/** A lost connection is no abandoning: the count stays. */
async function unsettledComesAgain({ device, service, client, inbox }) {
  await service.send(device.deviceId, message('held', { messageId: 'held', ack: 'none' }));
  await inbox.expect('held', 0);
  await client.close();
  assert.equal(await waiting(device), 1);
  const next = await openDevice(device);
  const nextInbox = new Unsettled(next);
  await next.complete(await nextInbox.expect('held', 0));
  await until(async () => await waiting(device) === 0, 'the queue to be empty');
  await nextInbox.noMore('nothing after it was completed');
  await next.close();
}

run(async () => {
  const device = await createDevice('settlements');
  const service = await openService();
  const feedback = await Feedback.of(service, device);
  const client = await openDevice(device);
  const all = { device, service, feedback, client, inbox: new Unsettled(client) };
  await eachKind(all, (received) => client.complete(received), 'Success', ['positive', 'full']);
  await eachKind(all, (received) => client.reject(received), 'Rejected', ['negative', 'full']);
  await abandonedComesAgain(all);
  await abandonedTooOften(all);
  await inAnyOrder(all);
  await unsettledComesAgain(all);
  await feedback.noMore('each record once, and none that was not asked for');
  await service.close();
});
