'use strict';
// DigitalTwinClient of azure-iothub invokes commands, which a device sees as methods (service-protocols §5.17).
const { DigitalTwinClient, IoTHubTokenCredentials } = require('azure-iothub');
const { Client } = require('azure-iot-device');
const { assert, owner, createDevice, deviceConnectionString, run, Transport } = require('./lib');

const MODEL = 'dtmi:com:example:TemperatureController;1';
const WAIT = { connectTimeoutInSeconds: 10, responseTimeoutInSeconds: 30 };
const digitalTwins = new DigitalTwinClient(new IoTHubTokenCredentials(owner));

/** What the answer to a command must be; the SDK shows its status as a header. */
function check(answer, status, payload) {
  assert.equal(answer._response.status, 200);
  assert.equal(answer.xMsCommandStatuscode, status);
  assert.ok(answer.xMsRequestId, 'a request id');
  assert.deepEqual(answer.body, payload);
}

run(async () => {
  const device = await createDevice('commands');
  const { deviceId } = device;
  const client = Client.fromConnectionString(deviceConnectionString(device), Transport);
  await client.setOptions({ modelId: MODEL });
  await client.open();
  client.onDeviceMethod('reboot', ({ payload }, response) => response.send(200, { rebooted: payload }));
  client.onDeviceMethod('thermostat1*getMaxMinReport', ({ payload }, response) => response.send(202, { since: payload, max: 25.5 }));
  client.onDeviceMethod('refuse', (request, response) => response.send(404, 'no'));
  client.onDeviceMethod('nothing', ({ payload }, response) => response.send(200, { seen: payload }));

  check(await digitalTwins.invokeCommand(deviceId, 'reboot', 5, WAIT), 200, { rebooted: 5 });
  check(await digitalTwins.invokeCommand(deviceId, 'reboot', { delay: [1, 2] }), 200, { rebooted: { delay: [1, 2] } });
  check(await digitalTwins.invokeCommand(deviceId, 'refuse', 'x'), 404, 'no');
  check(await digitalTwins.invokeComponentCommand(deviceId, 'thermostat1', 'getMaxMinReport', '2026-01-01T00:00:00Z', WAIT),
    202, { since: '2026-01-01T00:00:00Z', max: 25.5 });
  check(await digitalTwins.invokeCommand(deviceId, 'nothing', ''), 200, { seen: '' });

  await client.close();
  const gone = { statusCode: 404 };
  await assert.rejects(digitalTwins.invokeCommand(deviceId, 'reboot', 5), gone);
  await assert.rejects(digitalTwins.invokeComponentCommand(deviceId, 'thermostat1', 'getMaxMinReport', 5), gone);
  await assert.rejects(digitalTwins.invokeCommand('nosuch', 'reboot', 5), gone);
  await assert.rejects(digitalTwins.invokeCommand(deviceId, 'reboot', 5, { responseTimeoutInSeconds: 4 }), { statusCode: 400 });
  const later = digitalTwins.invokeCommand(deviceId, 'reboot', 'later', WAIT);
  await client.open();
  check(await later, 200, { rebooted: 'later' });
  await client.close();
});
