'use strict';
// What the twin scripts share: the device's side of a twin as promises with a limit, for azure-iot-device waits for ever where an
// answer does not come, and a service's view of what a twin holds.
const { Registry } = require('azure-iothub');
const { assert, owner, isAmqp, Arrivals } = require('./lib');

const PATIENCE = 15000;
const NEVER = '0001-01-01T00:00:00Z';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;
const EMPTY = { $metadata: { $lastUpdated: NEVER }, $version: 1 };

/** The answer of an SDK call that takes a callback, or a failure when none comes. */
function answer(call, what) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited ${PATIENCE} ms for ${what}`)), PATIENCE);
    call((error, result) => {
      clearTimeout(timer);
      if (error) reject(error); else resolve(result);
    });
  });
}

const getTwin = (client) => answer((done) => client.getTwin(done), 'the twin');
const report = (twin, patch) => answer((done) => twin.properties.reported.update(patch, done), 'the answer to a reported patch');

/** What the device has read of its twin, without the SDK's own function in it. */
function read(twin) {
  const { update, ...reported } = twin.properties.reported;
  return { desired: twin.properties.desired, reported };
}

/** Every change of desired properties that the hub sends to a client, in order. */
class Changes extends Arrivals {
  constructor(twin) {
    super();
    twin.on('properties.desired', (change) => {
      // The SDK fires the same event, with its own copy of the whole, when a listener is added and after a get
      if (change !== twin.properties.desired) this.add(change);
    });
  }

  /** Subscribes, and is there when the hub has acknowledged that. */
  static async of(twin) {
    const changes = new Changes(twin);
    changes.twin = twin;
    await changes.subscribe();
    return changes;
  }

  subscribe() {
    return answer((done) => this.twin.enableTwinDesiredPropertiesUpdates(done), 'the acknowledgement of the subscription');
  }

  /** After the client was closed and opened: over AMQP the subscription was the link's, over MQTT the hub remembers it. */
  async reopened() {
    if (isAmqp) await this.subscribe();
  }
}

/** A section as the service reads it, without its metadata. */
function plain(section) {
  const { $metadata, ...properties } = section;
  return properties;
}

/** What a write may change, to compare a twin before and after. */
const content = ({ tags, properties, version, etag }) => ({ tags, properties, version, etag });

/** The etag of a twin after that many writes of a service: eight bytes in base64, 1 at first (semantics §4.1). */
function etagAfter(writes) {
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(1 + writes));
  return counter.toString('base64');
}

/** The service's calls for one twin, of a device or of a module. */
class ServiceTwin {
  constructor(deviceId, moduleId) {
    const registry = Registry.fromConnectionString(owner);
    const of = moduleId === undefined ? [deviceId] : [deviceId, moduleId];
    const [get, update] = moduleId === undefined ? [registry.getTwin, registry.updateTwin]
      : [registry.getModuleTwin, registry.updateModuleTwin];
    this.get = async () => (await get.call(registry, ...of)).responseBody;
    this.patch = async (patch, etag = '*') => (await update.call(registry, ...of, patch, etag)).responseBody;
    this.desire = (desired) => this.patch({ properties: { desired } });
  }
}

/** Fails unless the promise is rejected with an error of that name and HTTP status. */
const refused = (promise, name, status) => assert.rejects(promise, (error) => {
  assert.equal(error.name, name);
  assert.equal(error.response && error.response.statusCode, status);
  return true;
});

/** An object with that many objects nested in it and a plain value in the last, as in semantics §4.2. */
const nested = (depth) => (depth === 0 ? { property: 1 } : { [`level${depth}`]: nested(depth - 1) });

/** That many properties of 1003 bytes each. */
const large = (count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${10 + i}`, 'x'.repeat(1000)]));

module.exports = {
  NEVER, TIME, EMPTY, answer, getTwin, report, read, Changes, plain, content, etagAfter, ServiceTwin, refused, nested, large,
};
