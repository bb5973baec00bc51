'use strict';
// What the scripts of direct methods share: calls of azure-iothub, and the errors that it makes of refusals.
const { randomUUID } = require('node:crypto');
const { assert, isAmqp } = require('./lib');
const { rest } = require('./device-bound-lib');

/** Waits for the device to connect and subscribe, as azure-iot-device does not tell when the hub has acknowledged its subscription. */
const SOON = 10;

/** Calls a method of a device, or of a module when its id is there, and returns the device's status and payload. */
async function call(service, { deviceId, moduleId }, methodName, payload, timeouts = { connectTimeoutInSeconds: SOON }) {
  const target = moduleId === undefined ? [deviceId] : [deviceId, moduleId];
  return (await service.invokeDeviceMethod(...target, { methodName, payload, ...timeouts })).result;
}

/** Fails unless the SDK rejects with an error of that name for an answer of the hub with that code, whose first digits are the status. */
const fails = (promise, name, code, wireName, what) => assert.rejects(promise, (error) => {
  assert.equal(error.name, name, what);
  assert.equal(error.response && error.response.statusCode, Math.floor(code / 1000), what);
  assert.equal(error.response.headers['iothub-errorcode'], wireName, what);
  const body = JSON.parse(error.responseBody);
  assert.equal(body.errorCode, code, what);
  assert.ok(body.Message.startsWith(`ErrorCode:${wireName};`), body.Message);
  return true;
}, what);

/** The same call without the SDK, which always writes a payload and never a time-out of 0. */
const post = (path, body) => rest('POST', path,
  { body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8' } });

/**
 * After a client with methods was closed and opened: over MQTT the hub remembers them, azure-iot-device-amqp attaches its links when
 * another one is added.
 */
function reopened(client) {
  const ofModule = client.onMethod !== undefined;
  const add = ofModule ? client.onMethod : client.onDeviceMethod;
  if (isAmqp) add.call(client, `unused-${randomUUID()}`, () => {});
}

module.exports = { SOON, reopened, call, fails, post };
