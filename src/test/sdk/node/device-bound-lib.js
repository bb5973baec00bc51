'use strict';
// What the scripts of device-bound messages share: the service's side (send, feedback, REST) and what a device receives.
const { ConnectionString, Message, SharedAccessSignature } = require('azure-iot-common');
const { Registry } = require('azure-iothub');
const { assert, owner, host, isAmqp, newService, Arrivals } = require('./lib');
const { TIME } = require('./twin-lib');

const { SharedAccessKeyName: policy, SharedAccessKey: key } = ConnectionString.parse(owner);
const registry = Registry.fromConnectionString(owner);
const anHourFromNow = () => Math.floor(Date.now() / 1000) + 3600;

async function openService() {
  const service = newService();
  await service.open();
  return service;
}

/** A message of the SDK: system holds messageId, correlationId, contentType, contentEncoding, expiryTimeUtc and ack. */
function message(body, { properties = {}, ...system } = {}) {
  const result = Object.assign(new Message(body), system);
  Object.entries(properties).forEach(([name, value]) => result.properties.add(name, value));
  return result;
}

/** The properties of a received message by their names. azure-iot-device-amqp takes the kind of acknowledgement out of them. */
const propertiesOf = ({ properties, ack }) => ({
  ...Object.fromEntries(properties.propertyList.map(({ key: name, value }) => [name, value])),
  ...(ack === undefined ? {} : { 'iothub-ack': ack }),
});
const text = (received) => received.getBytes().toString();
/** Of a received message; azure-iot-device-amqp shows what AMQP has for it: nothing or bytes, and a time. */
const userIdOf = ({ userId, transportObj }) => (isAmqp ? (transportObj.user_id ?? '').toString() : userId);
const expiryOf = ({ expiryTimeUtc }) => (isAmqp && expiryTimeUtc ? new Date(expiryTimeUtc).toISOString().replace('Z', '0000Z') : expiryTimeUtc);

/**
 * The messages that a device receives, each completed when it comes. azure-iot-device enables them when a listener is added;
 * azure-iot-device-mqtt acknowledges by itself, azure-iot-device-amqp leaves that to its user.
 */
class Inbox extends Arrivals {
  constructor(client) {
    super();
    this.client = client;
    this.listener = (received) => {
      this.add(received);
      if (isAmqp) client.complete(received);
    };
    client.on('message', this.listener);
  }

  /** Opens the client that was closed. Over AMQP the link is attached for a new listener only; over MQTT the hub remembers. */
  async reopen() {
    if (isAmqp) this.client.removeListener('message', this.listener);
    await this.client.open();
    if (isAmqp) this.client.on('message', this.listener);
  }

  /** As many messages as there are bodies, which must be these in this order. */
  async bodies(expected, what) {
    assert.deepEqual((await this.take(expected.length, what)).map(text), expected, what);
  }
}

/** The records about one device among all that the hub gives to a feedback receiver, each with the message that brought it. */
class Feedback extends Arrivals {
  static async of(service, { deviceId, generationId }) {
    const feedback = new Feedback();
    feedback.device = { deviceId, deviceGenerationId: generationId };
    const { result: receiver } = await service.getFeedbackReceiver();
    receiver.on('message', (batch) => {
      const mine = JSON.parse(batch.getData().toString()).filter((record) => record.deviceId === deviceId);
      mine.forEach((record) => feedback.add({ record, batch }));
    });
    return feedback;
  }

  /** The next record must be about this message and outcome, which came about since then; returns the batch that brought it. */
  async tells(originalMessageId, statusCode, since) {
    const { record, batch } = await this.next(`the feedback ${statusCode} on ${originalMessageId}`);
    const { enqueuedTimeUtc, ...rest } = record;
    assert.deepEqual(rest, { originalMessageId, statusCode, description: statusCode, ...this.device });
    assert.match(enqueuedTimeUtc, TIME);
    const at = Date.parse(enqueuedTimeUtc);
    assert.ok(at >= since && at <= Date.now(), `${enqueuedTimeUtc} is the time of the outcome`);
    return batch;
  }

  /** The next records in any order: an object of message ids and their outcomes. */
  async tellsAll(outcomes, what) {
    const records = (await this.take(Object.keys(outcomes).length, what)).map(({ record }) => record);
    const told = Object.fromEntries(records.map((record) => [record.originalMessageId, record.statusCode]));
    assert.deepEqual(told, outcomes, what);
    records.forEach(({ enqueuedTimeUtc, originalMessageId, statusCode, ...rest }) => {
      assert.match(enqueuedTimeUtc, TIME);
      assert.deepEqual(rest, { description: statusCode, ...this.device });
    });
  }
}

/** Messages in a device's queue as its identity shows it. */
const waiting = async ({ deviceId }) => (await registry.get(deviceId)).responseBody.cloudToDeviceMessageCount;

/** A call of the REST API that no SDK has a method for, with a token that the SDK made. */
async function rest(method, path, { body, headers } = {}) {
  const authorization = SharedAccessSignature.create(host, policy, key, anHourFromNow()).toString();
  const response = await fetch(`https://${host}${path}?api-version=2021-04-12`,
    { method, body, headers: { authorization, ...headers } });
  const answer = await response.text();
  return { status: response.status, headers: response.headers, body: answer === '' ? undefined : JSON.parse(answer) };
}

/** Fails unless a send is refused with an error of that name and AMQP condition; returns it. */
async function refused(promise, name, condition, what) {
  let refusal;
  await assert.rejects(promise, (error) => {
    refusal = error;
    assert.equal(error.name, name, what);
    assert.equal(error.amqpError && error.amqpError.condition, condition, what);
    return true;
  }, what);
  return refusal;
}

module.exports = {
  policy, key, registry, anHourFromNow, openService, message, propertiesOf, text, userIdOf, expiryOf, Inbox, Feedback, waiting, rest, refused,
};
