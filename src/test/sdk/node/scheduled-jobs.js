'use strict';
// azure-iothub: every call of scheduled jobs (service-protocols §5.14, semantics §7.1).
const { JobClient } = require('azure-iothub');
const { assert, createDevice, openDevice, owner, pause, run, uniqueId } = require('./lib');
const { SOON } = require('./method-lib');
const { ServiceTwin } = require('./twin-lib');

const jobs = JobClient.fromConnectionString(owner);

async function over(jobId) {
  for (const deadline = Date.now() + 30000; Date.now() < deadline; await pause(200)) {
    const { jobStatus: job } = await jobs.getJob(jobId);
    assert.equal(job.jobId, jobId);
    if (['completed', 'failed', 'cancelled'].includes(job.status)) return job;
  }
  throw new Error(`${jobId} is not over after 30 s`);
}

const counts = ({ deviceJobStatistics: { deviceCount, failedCount, succeededCount } }) => [deviceCount, failedCount, succeededCount];

async function updatesTwins(device, ids, condition) {
  const client = await openDevice(device);
  const twin = await client.getTwin();
  const heard = new Promise((resolve) => twin.on('properties.desired', (change) => change.f === 5 && resolve(change)));
  const jobId = uniqueId('node-twins');
  const { jobStatus: created } = await jobs.scheduleTwinUpdate(jobId, condition,
    { etag: '*', tags: { site: 'B' }, properties: { desired: { f: 5 } } }, new Date(), 60);
  assert.equal(created.type, 'scheduleUpdateTwin');
  assert.ok(['queued', 'running', 'completed', 'scheduled'].includes(created.status), created.status);
  assert.equal(created.queryCondition, condition);
  const done = await over(jobId);
  assert.equal(done.status, 'completed');
  assert.deepEqual(counts(done), [ids.length, 0, ids.length]);
  assert.equal((await heard).$version, 2, 'a connected device hears of it');
  await client.close();
  for (const id of ids) {
    const twin = await new ServiceTwin(id).get();
    assert.equal(twin.tags.site, 'B');
    assert.equal(twin.properties.desired.f, 5);
    assert.equal(twin.properties.desired.$version, 2);
  }
  await assert.rejects(jobs.scheduleTwinUpdate(jobId, condition, { etag: '*', tags: { a: 1 } }, new Date(), 60),
    (error) => error.response.statusCode === 409 && error.response.headers['iothub-errorcode'] === 'JobAlreadyExists');
}

async function callsMethods(device, condition) {
  const client = await openDevice(device);
  const called = new Promise((resolve) => client.onDeviceMethod('reboot', (request, response) => {
    response.send(200, { done: request.payload }, () => resolve(request.payload));
  }));
  const jobId = uniqueId('node-methods');
  await jobs.scheduleDeviceMethod(jobId, condition,
    { methodName: 'reboot', payload: { delay: 1 }, responseTimeoutInSeconds: 10, connectTimeoutInSeconds: SOON }, new Date(), 60);
  assert.deepEqual(await called, { delay: 1 });
  const done = await over(jobId);
  assert.equal(done.type, 'scheduleDeviceMethod');
  assert.deepEqual(counts(done), [2, 1, 1], 'the other device is not online');
  await client.close();
}

async function cancels(condition) {
  const jobId = uniqueId('node-future');
  const { jobStatus: created } = await jobs.scheduleTwinUpdate(jobId, condition, { etag: '*', tags: { never: true } },
    new Date(Date.now() + 3600000), 60);
  assert.ok(['queued', 'scheduled'].includes(created.status), created.status);
  const { jobStatus: cancelled } = await jobs.cancelJob(jobId);
  assert.equal(cancelled.status, 'cancelled');
  assert.equal((await over(jobId)).status, 'cancelled');
  const listed = await all(jobs.createQuery('scheduleUpdateTwin', 'cancelled', 1));
  assert.ok(listed.some((job) => job.jobId === jobId));
  assert.ok(listed.every((job) => job.type === 'scheduleUpdateTwin' && job.status === 'cancelled'));
  await assert.rejects(jobs.getJob('nosuch'), (error) => error.response.statusCode === 404);
}

async function all(query) {
  const found = [];
  while (query.hasMoreResults) found.push(...(await query.next()).result);
  return found;
}

run(async () => {
  const online = await createDevice('node-job-a');
  const away = await createDevice('node-job-b');
  const ids = [online.deviceId, away.deviceId];
  const condition = `deviceId IN ['${ids.join("', '")}']`;
  await updatesTwins(online, ids, condition);
  await callsMethods(online, condition);
  await cancels(condition);
});
