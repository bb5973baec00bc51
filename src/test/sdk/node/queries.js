'use strict';
// azure-iothub asks for twins page by page, for values and for counts (service-protocols §5.10, semantics §3.1, §3.5).
const { Registry } = require('azure-iothub');
const { assert, owner, createDevice, uniqueId, run } = require('./lib');

const registry = Registry.fromConnectionString(owner);
const mark = uniqueId('queries');

/** All pages of a query, as applications read them. */
async function pages(text, size) {
  const query = registry.createQuery(text, size);
  const all = [];
  while (query.hasMoreResults) all.push((await query.next(query.continuationToken)).result);
  return all;
}

/** Whole twins are found page by page, each with the calls of a twin. */
async function twinsComeInPages(ids) {
  const query = registry.createQuery(`SELECT * FROM devices WHERE tags.mark = '${mark}'`, 2);
  const found = [];
  while (query.hasMoreResults) {
    const { result } = await query.nextAsTwin();
    assert.ok(result.length > 0, 'no page is empty');
    found.push(...result);
  }
  assert.deepEqual(found.map((twin) => twin.deviceId), ids);
  const { responseBody } = await registry.getTwin(ids[0]);
  assert.deepEqual(JSON.parse(JSON.stringify(found[0].properties)), JSON.parse(JSON.stringify(responseBody.properties)));
  await found[0].update({ tags: { site: 'changed' } });
  assert.deepEqual(await pages(`SELECT deviceId FROM devices WHERE tags.mark = '${mark}' AND tags.site = 'changed'`, 10),
    [[{ deviceId: ids[0] }]], 'a query sees the write before it');
}

run(async () => {
  const ids = [];
  for (let i = 0; i < 5; i += 1) {
    const { deviceId } = await createDevice(`queries-${i}`);
    await registry.updateTwin(deviceId, { tags: { mark, site: i < 3 ? 'A' : 'B', n: i } }, '*');
    ids.push(deviceId);
  }
  await twinsComeInPages(ids);
  assert.deepEqual((await pages(`SELECT deviceId AS id, tags.n FROM devices WHERE tags.mark = '${mark}' AND tags.n >= 3`)).flat(),
    [{ id: ids[3], n: 3 }, { id: ids[4], n: 4 }]);
  assert.deepEqual(await pages(`SELECT tags.site AS site, COUNT() AS numberOfDevices, SUM(tags.n) AS n FROM devices `
    + `WHERE tags.mark = '${mark}' GROUP BY tags.site`, 1), [
    [{ site: 'A', numberOfDevices: 2, n: 3 }], [{ site: 'B', numberOfDevices: 2, n: 7 }],
    [{ site: 'changed', numberOfDevices: 1, n: 0 }]]);
  assert.deepEqual(await pages(`SELECT COUNT() AS counted FROM devices WHERE tags.mark = 'nobody'`, 10), [[{ counted: 0 }]]);
  assert.deepEqual(await pages(`SELECT * FROM devices WHERE tags.mark = 'nobody'`, 10), [[]]);
  await assert.rejects(pages('SELECT * FROM c'), (error) => {
    assert.equal(error.response.statusCode, 400);
    assert.match(error.responseBody, /Line 1, column 15/);
    return true;
  });
});
