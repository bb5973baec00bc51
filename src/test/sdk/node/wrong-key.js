'use strict';
// Wrong keys over every path: the SDKs report what an application can act on (device-protocols §1.4, service-protocols §7.9).
const { Client } = require('azure-iot-device');
const { assert, eventHub, host, createDevice, newConsumer, run, Transport } = require('./lib');

const WRONG = Buffer.alloc(32, 9).toString('base64');

run(async () => {
  const device = await createDevice('wrong-key');
  const client = Client.fromConnectionString(`HostName=${host};DeviceId=${device.deviceId};SharedAccessKey=${WRONG}`, Transport);
  await assert.rejects(client.open(), { name: 'UnauthorizedError' });

  const consumer = newConsumer({ retryOptions: { maxRetries: 0, timeoutInMs: 10000 } },
    eventHub.replace(/SharedAccessKey=[^;]+/, `SharedAccessKey=${WRONG}`));
  await assert.rejects(consumer.getEventHubProperties(), { code: 'UnauthorizedError' });
  await assert.rejects(consumer.getPartitionProperties('0'), { code: 'UnauthorizedError' });
  const error = await new Promise((resolve) => consumer.subscribe('0', {
    processEvents: async () => {}, processError: async (e) => resolve(e),
  }));
  assert.equal(error.code, 'UnauthorizedError');
  await consumer.close();
});
