// npm install azure-iothub azure-iot-device azure-iot-device-mqtt @azure/event-hubs
const { Registry } = require('azure-iothub'), { Client, Message } = require('azure-iot-device');
const { Mqtt } = require('azure-iot-device-mqtt'), { EventHubConsumerClient, earliestEventPosition } = require('@azure/event-hubs');
const { IOTHUB_CONNECTION_STRING: hub, EVENTHUB_CONNECTION_STRING: eventHub } = process.env; // as ./nave up printed them

async function main() {
  const { responseBody: device } = await Registry.fromConnectionString(hub).create({ deviceId: `sensor-${Date.now()}` });
  const key = device.authentication.symmetricKey.primaryKey;
  const client = Client.fromConnectionString(`${hub.split(';')[0]};DeviceId=${device.deviceId};SharedAccessKey=${key}`, Mqtt);
  await client.sendEvent(new Message(JSON.stringify({ temperature: 21.5 })));
  new EventHubConsumerClient('$Default', eventHub).subscribe({
    processEvents: async (events) => events.forEach((e) => console.log(e.systemProperties['iothub-connection-device-id'], e.body)),
    processError: async (error) => console.error(error),
  }, { startPosition: earliestEventPosition });
}
main();
