'use strict';
// rhea, an AMQP 1.0 client that knows nothing of Event Hubs: SASL PLAIN with policy name and key, then read a partition
// (service-protocols §7.2, §7.6, §7.7). Here the types on the wire can be seen.
const { Message } = require('azure-iot-device');
const rhea = require('rhea');
const { parseEventHubConnectionString } = require('@azure/event-hubs');
const { assert, eventHub, host, createDevice, openDevice, newConsumer, partitionOf, run } = require('./lib');

const { sharedAccessKeyName, sharedAccessKey, eventHubName } = parseEventHubConnectionString(eventHub);
const SELECTOR = 'apache.org:selector-filter:string';

function connect(password) {
  const container = rhea.create_container();
  container.on('error', () => {});
  return container.connect({
    host, port: 5671, transport: 'tls', username: sharedAccessKeyName, password, reconnect: false,
  });
}

function read(connection, source, wanted) {
  return new Promise((resolve, reject) => {
    const deliveries = [];
    setTimeout(() => reject(new Error(`waited for ${wanted} events, got ${deliveries.length}`)), 15000).unref();
    const receiver = connection.open_receiver({ source, credit_window: 0, autoaccept: true });
    receiver.add_credit(wanted); // one credit per event: an event more would break the protocol
    receiver.on('message', ({ message }) => {
      deliveries.push(message);
      if (deliveries.length === wanted) receiver.close();
    });
    receiver.on('receiver_close', () => resolve(deliveries));
    receiver.on('receiver_error', () => reject(receiver.error));
    connection.on('disconnected', ({ error }) => reject(error ?? new Error('disconnected')));
  });
}

const filter = (expression) => ({ [SELECTOR]: rhea.types.wrap_described(expression, 0x468C00000004) });

run(async () => {
  const device = await createDevice('plain');
  const client = await openDevice(device);
  for (let i = 0; i < 5; i++) {
    await client.sendEvent(new Message(`plain ${i}`));
  }
  await client.close();
  const consumer = newConsumer();
  const partition = await partitionOf(consumer, device.deviceId);
  const { lastEnqueuedSequenceNumber: last } = await consumer.getPartitionProperties(partition);
  await consumer.close();

  const connection = connect(sharedAccessKey);
  const address = `${eventHubName}/ConsumerGroups/$Default/Partitions/${partition}`;
  const fromStart = await read(connection, address, last + 1);
  assert.deepEqual(fromStart.map((m) => m.message_annotations['x-opt-sequence-number']), [...Array(last + 1).keys()], 'no filter reads from the start');
  assert.deepEqual(fromStart.slice(-5).map((m) => m.body.content.toString()), [0, 1, 2, 3, 4].map((i) => `plain ${i}`));

  const annotations = fromStart.at(-1).message_annotations;
  assert.equal(typeof annotations['x-opt-offset'], 'string');
  assert.ok(annotations['x-opt-enqueued-time'] instanceof Date, 'timestamp');
  assert.ok(annotations['iothub-enqueuedtime'] instanceof Date, 'timestamp');
  assert.equal(annotations['iothub-connection-device-id'], device.deviceId);

  const three = last - 3;
  const spellings = [`amqp.annotation.x-opt-sequence-number > '${three}'`, `amqp.annotation.x-opt-sequence-number > ${three}`,
    `amqp.annotation.x-opt-sequence-number >= '${three + 1}'`, `amqp.annotation.x-opt-offset > '${fromStart[three].message_annotations['x-opt-offset']}'`];
  for (const expression of spellings) {
    const found = await read(connection, { address, filter: filter(expression) }, 3);
    assert.deepEqual(found.map((m) => m.body.content.toString()), ['plain 2', 'plain 3', 'plain 4'], expression);
  }
  await assert.rejects(read(connection, { address, filter: filter('gibberish') }, 1), (error) => {
    assert.equal(error.condition, 'amqp:invalid-field');
    return true;
  });
  connection.close();

  const refused = await new Promise((resolve) => {
    const wrong = connect(Buffer.alloc(32).toString('base64'));
    wrong.on('connection_open', () => resolve('opened'));
    wrong.on('connection_error', () => resolve('refused'));
    wrong.on('disconnected', () => resolve('refused'));
  });
  assert.equal(refused, 'refused');
});
