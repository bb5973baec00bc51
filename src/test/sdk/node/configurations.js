'use strict';
// azure-iothub keeps automatic configurations and deploys to an Edge device; azure-iot-device hears of what they set
// (service-protocols §5.15, semantics §7.2).
const { IoTHubTokenCredentials, Registry } = require('azure-iothub');
// Not among the exports of the package's main file, but in the package, and its only way to test queries
const { IotHubGatewayServiceAPIs } = require('azure-iothub/dist/pl/iotHubGatewayServiceAPIs');
const { assert, owner, host, createDevice, openDevice, pause, uniqueId, run } = require('./lib');
const { getTwin, Changes } = require('./twin-lib');

const PATIENCE = 20000;
const registry = Registry.fromConnectionString(owner);
const body = async (call) => (await call).responseBody;
const fails = (promise, status) => assert.rejects(promise, (error) => {
  assert.equal(error.response && error.response.statusCode, status);
  return true;
});

async function eventually(what, check) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`waited ${PATIENCE} ms for ${what}`, { cause: error });
    }
    await pause(50);
  }
}

const tagged = (deviceId, value) => registry.updateTwin(deviceId, { tags: { rollout: value } }, '*');

async function deviceFollowsConfigurations() {
  const id = uniqueId('node-cfg');
  const device = await createDevice('node-cfg');
  await tagged(device.deviceId, id);
  const client = await openDevice(device);
  const changes = await Changes.of(await getTwin(client));

  const wanted = {
    id, labels: { env: 'test' }, priority: 10, targetCondition: `tags.rollout='${id}'`,
    content: { deviceContent: { 'properties.desired.chiller': { temperature: 38, fans: [1, 2] }, 'properties.desired.interval': 30 } },
    metrics: { queries: { applied: `SELECT deviceId FROM devices WHERE configurations.[[${id}]].status = 'Applied'` } },
  };
  const created = await body(registry.addConfiguration(wanted));
  assert.deepEqual(created.content, wanted.content);
  assert.equal(created.targetCondition, wanted.targetCondition);
  await fails(registry.addConfiguration(wanted), 409);
  assert.deepEqual(await changes.next('the content'), { chiller: { temperature: 38, fans: [1, 2] }, interval: 30, $version: 2 });

  const twin = await body(registry.getTwin(device.deviceId));
  assert.deepEqual(twin.configurations, { [id]: { status: 'applied' } });
  assert.equal(twin.properties.desired.$metadata.interval.$lastUpdatedBy, id);
  assert.ok(twin.properties.desired.$metadata.interval.$lastUpdatedByDigest);
  const counted = await body(registry.getConfiguration(id));
  assert.deepEqual(counted.systemMetrics.results, { targetedCount: 1, appliedCount: 1 });
  assert.deepEqual(counted.metrics.results, { applied: 1 });
  assert.ok((await body(registry.getConfigurations())).some((one) => one.id === id));

  const higher = { id: `${id}-b`, priority: 11, targetCondition: wanted.targetCondition, content: { deviceContent: { 'properties.desired.interval': 5 } } };
  await registry.addConfiguration(higher);
  assert.deepEqual(await changes.next('what the higher one sets'), { interval: 5, $version: 3 });
  await registry.removeConfiguration(higher.id);
  assert.deepEqual(await changes.next('what the lower one sets again'), { interval: 30, $version: 4 });

  await fails(registry.updateConfiguration({ ...counted, content: { deviceContent: {} } }, true), 400);
  const raised = await body(registry.updateConfiguration({ ...counted, priority: 20 }));
  assert.equal(raised.priority, 20);
  await fails(registry.updateConfiguration({ ...counted, priority: 21 }), 412);

  await tagged(device.deviceId, 'elsewhere');
  assert.deepEqual(await changes.next('the end of it'), { chiller: null, interval: null, $version: 5 });
  await registry.removeConfiguration(id);
  await fails(registry.getConfiguration(id), 404);
  await client.close();
}

async function queriesAreTested() {
  const service = new IotHubGatewayServiceAPIs(new IoTHubTokenCredentials(owner), { baseUri: `https://${host}` });
  const wrong = await service.configuration.testQueries({ targetCondition: 'tags.site = ', customMetricQueries: { ok: 'SELECT deviceId FROM devices', bad: 'nonsense' } });
  assert.ok(wrong.targetConditionError);
  assert.deepEqual(Object.keys(wrong.customMetricQueryErrors), ['bad']);
  const right = await service.configuration.testQueries({ targetCondition: '*', customMetricQueries: {} });
  assert.ok(!right.targetConditionError);
}

const manifest = (name) => ({
  modulesContent: {
    $edgeAgent: { 'properties.desired': { schemaVersion: '1.1', runtime: { type: 'docker', settings: {} }, systemModules: {}, modules: { [name]: { version: '1.0', type: 'docker' } } } },
    $edgeHub: { 'properties.desired': { schemaVersion: '1.1', routes: { upstream: 'FROM /messages/* INTO $upstream' } } },
    [name]: { 'properties.desired': { rate: 5 } },
  },
});

async function edgeDeviceIsDeployedTo() {
  const deviceId = uniqueId('node-edge');
  await registry.create({ deviceId, capabilities: { iotEdge: true } });
  await registry.applyConfigurationContentOnDevice(deviceId, manifest('sensor'));
  const names = async () => (await body(registry.getModulesOnDevice(deviceId))).map((module) => module.moduleId).sort();
  assert.deepEqual(await names(), ['$edgeAgent', '$edgeHub', 'sensor']);
  assert.equal((await body(registry.getModuleTwin(deviceId, 'sensor'))).properties.desired.rate, 5);
  await fails(registry.applyConfigurationContentOnDevice(deviceId, { deviceContent: { 'properties.desired.a': 1 } }), 400);

  await tagged(deviceId, deviceId);
  await registry.addConfiguration({ id: deviceId, priority: 1, targetCondition: `tags.rollout='${deviceId}'`, content: manifest('camera') });
  await eventually('the modules of the deployment', async () => assert.deepEqual(await names(), ['$edgeAgent', '$edgeHub', 'camera']));
  await eventually('the properties of the camera', async () => assert.equal(
    (await body(registry.getModuleTwin(deviceId, 'camera'))).properties.desired.rate, 5));
  const counted = await body(registry.getConfiguration(deviceId));
  assert.deepEqual(counted.systemMetrics.results,
    { targetedCount: 1, appliedCount: 1, reportedSuccessfulCount: 0, reportedFailedCount: 0 });
  await registry.removeConfiguration(deviceId);
}

run(async () => {
  await deviceFollowsConfigurations();
  await queriesAreTested();
  await edgeDeviceIsDeployedTo();
});
