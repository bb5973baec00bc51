'use strict';
// azure-iothub and azure-iot-device: modules and gateways (service-protocols §5.7, device-protocols §1.11.3).
const { Registry } = require('azure-iothub');
const { ModuleClient, Message } = require('azure-iot-device');
const { earliestEventPosition } = require('@azure/event-hubs');
const { assert, owner, host, uniqueId, newConsumer, Reader, isFrom, partitionOf, run, Transport, isAmqp } = require('./lib');
const { getTwin } = require('./twin-lib');

const fails = (promise, status) => assert.rejects(promise, (error) => {
  assert.equal(error.response && error.response.statusCode, status);
  return true;
});

const connectionString = (module) => `HostName=${host};DeviceId=${module.deviceId};ModuleId=${module.moduleId};`
  + `SharedAccessKey=${module.authentication.symmetricKey.primaryKey}`;

run(async () => {
  const registry = Registry.fromConnectionString(owner);
  const deviceId = uniqueId('modules');
  await fails(registry.addModule({ deviceId, moduleId: 'cam' }), 404);
  await registry.create({ deviceId });

  const module = (await registry.addModule({ deviceId, moduleId: 'cam' })).responseBody;
  assert.equal(module.moduleId, 'cam');
  assert.equal(module.connectionState, 'Disconnected');
  await fails(registry.addModule({ deviceId, moduleId: 'cam' }), 409);
  assert.deepEqual((await registry.getModule(deviceId, 'cam')).responseBody, module);
  assert.deepEqual((await registry.getModulesOnDevice(deviceId)).responseBody, [module]);
  const updated = (await registry.updateModule({ ...module, managedBy: 'me' })).responseBody;
  assert.equal(updated.managedBy, 'me');
  assert.deepEqual(updated.authentication, module.authentication);

  const client = ModuleClient.fromConnectionString(connectionString(module), Transport);
  await client.open();
  if (isAmqp) await getTwin(client); // opening attaches no link, and without one nobody is connected (device-protocols §2.12)
  assert.equal((await registry.getModule(deviceId, 'cam')).responseBody.connectionState, 'Connected');
  assert.equal((await registry.get(deviceId)).responseBody.connectionState, 'Disconnected');
  client.on('inputMessage', () => {});
  await client.sendOutputEvent('out1', new Message('from a module'));

  const consumer = newConsumer();
  const reader = new Reader(consumer, await partitionOf(consumer, deviceId), { startPosition: earliestEventPosition });
  await reader.until((r) => r.events.some(isFrom(deviceId)), 'the message');
  const event = reader.events.find(isFrom(deviceId));
  assert.equal(event.systemProperties['iothub-connection-module-id'], 'cam');
  assert.equal(event.systemProperties['iothub-connection-auth-generation-id'], module.generationId);
  assert.equal(JSON.parse(event.systemProperties['iothub-connection-auth-method']).scope, 'module');
  await reader.close();
  await consumer.close();

  const cut = new Promise((resolve) => { client.on('disconnect', resolve); client.on('error', resolve); });
  await registry.removeModule(deviceId, 'cam');
  await fails(registry.getModule(deviceId, 'cam'), 404);
  await Promise.race([cut, client.sendOutputEvent('out1', new Message('too late')).catch(() => {})]);

  const gatewayId = uniqueId('gateway');
  const gateway = (await registry.create({ deviceId: gatewayId, capabilities: { iotEdge: true } })).responseBody;
  assert.equal(gateway.deviceScope, `ms-azure-iot-edge://${gatewayId}-${gateway.generationId}`);
  const system = (await registry.getModulesOnDevice(gatewayId)).responseBody;
  assert.deepEqual(system.map((m) => m.moduleId), ['$edgeAgent', '$edgeHub']);
  await fails(registry.removeModule(gatewayId, '$edgeAgent'), 401);
  const leaf = (await registry.create({ deviceId: uniqueId('leaf'), deviceScope: gateway.deviceScope })).responseBody;
  assert.deepEqual(leaf.parentScopes, [gateway.deviceScope]);
});
