'use strict';
// Feedback comes when there are 64 records, or 15 seconds after the first (semantics §5.3).
const { assert, createDevice, openDevice, pause, run } = require('./lib');
const { openService, message, Inbox, Feedback } = require('./device-bound-lib');

const BATCH = 64;
const FLUSH = 15000;
const NEARLY = FLUSH - 3000;

/** How many records each message of a feedback receiver brought. */
const sizes = (arrivals) => arrivals.map(({ batch }) => batch).filter((batch, i, all) => all.indexOf(batch) === i)
  .map((batch) => JSON.parse(batch.getData().toString()).length);

run(async () => {
  const device = await createDevice('feedback-batches');
  const service = await openService();
  const feedback = await Feedback.of(service, device);
  const inbox = new Inbox(await openDevice(device));
  const started = Date.now();
  for (let i = 0; i < 2 * BATCH + 3; i++) {
    await service.send(device.deviceId, message('x', { messageId: `m-${i}`, ack: 'full' }));
    await inbox.next(`message ${i}`);
  }
  const received = Date.now();
  assert.deepEqual(sizes(await feedback.take(2 * BATCH, 'a record')), [BATCH, BATCH]);
  assert.ok(Date.now() - started < NEARLY, 'full batches come at once');

  await pause(started + NEARLY - Date.now());
  await feedback.noMore('the rest waits for others');
  assert.deepEqual(sizes(await feedback.take(3, 'a record')), [3]);
  const now = Date.now();
  assert.ok(now >= started + FLUSH && now < received + FLUSH + 3000, `the rest came ${now - received} ms after the last message`);
  await service.close();
});
