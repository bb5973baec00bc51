package io.nave.launcher;

import java.nio.file.Path;

/** What a newcomer needs to copy, printed when the hub is ready. */
record Greeting(Listeners listeners, String eventHubName, Path caCertificate, Path log, String ownerKey, String serviceKey) {

    private static final int AMQPS = 5671;

    String ownerConnectionString() {
        return "HostName=" + listeners.hostName() + ";SharedAccessKeyName=iothubowner;SharedAccessKey=" + ownerKey;
    }

    String eventHubsConnectionString() {
        String port = listeners.amqpPort() == AMQPS ? "" : ":" + listeners.amqpPort();
        return "Endpoint=sb://" + listeners.hostName() + port + "/;SharedAccessKeyName=service;SharedAccessKey=" + serviceKey
                + ";EntityPath=" + eventHubName;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("""

                Nave is ready. Ctrl-C stops it; the data stays.

                  Host name        %s
                  Ports            MQTT %d, AMQP %d, HTTPS %d (all with TLS)%s
                  Listens on       %s
                  CA certificate   %s   (clients must trust it)
                  OpenAPI UI       %s
                  Log              %s

                  Owner connection string, to create devices:
                    %s
                  Event Hubs-compatible connection string, to read what devices send:
                    %s
                """.formatted(listeners.hostName(), listeners.mqttPort(), listeners.amqpPort(), listeners.httpsPort(), plain(),
                listensOn(),
                caCertificate, listeners.httpsUrl("/q/swagger-ui/"), log, ownerConnectionString(),
                eventHubsConnectionString()));
        listeners.notes().forEach(note -> text.append('\n').append(note.indent(2)));
        return text.append(example()).toString();
    }

    private String plain() {
        return listeners.plainAmqpPort() == 0 ? ""
                : ", AMQP without TLS " + listeners.plainAmqpPort() + " on 127.0.0.1 (UseDevelopmentEmulator=true)";
    }

    private String listensOn() {
        return listeners.bindAddress().startsWith("127.")
                ? listeners.bindAddress() + " (this machine only; --host NAME opens it to others)"
                : listeners.bindAddress();
    }

    private String example() {
        return """

                  Ten lines to try it (Node.js). In an empty folder:
                    npm install azure-iothub azure-iot-common azure-iot-device azure-iot-device-mqtt @azure/event-hubs
                  put this into first.mjs, and run it with   NODE_EXTRA_CA_CERTS=%s node first.mjs

                %s
                """.formatted(caCertificate, exampleCode());
    }

    /** The example: makes a device, sends a message as that device, and reads it as a back end does. */
    String exampleCode() {
        return (listeners.httpsPort() == 443 ? SERVICE_SDK : REST).concat(SEND_AND_READ)
                .replace("{owner}", ownerConnectionString()).replace("{events}", eventHubsConnectionString())
                .replace("{host}", listeners.hostName()).replace("{key}", ownerKey)
                .replace("{url}", listeners.httpsUrl("/devices/first?api-version=2021-04-12"));
    }

    private static final String SERVICE_SDK = """
            import iothub from 'azure-iothub';
            const registry = iothub.Registry.fromConnectionString('{owner}');
            const { responseBody: made } = await registry.create({ deviceId: 'first' }).catch(() => registry.get('first'));
            """;

    /** For another port than 443, the only one that the service SDK knows. */
    private static final String REST = """
            import iot from 'azure-iot-common';
            const token = iot.SharedAccessSignature.create('{host}', 'iothubowner', '{key}', Math.floor(Date.now() / 1000) + 3600);
            const call = (method, body) => fetch('{url}', { method, body, headers: { authorization: `${token}`, 'content-type': 'application/json' } });
            const made = await call('PUT', '{"deviceId":"first"}').then(() => call('GET')).then((answer) => answer.json());
            """;

    private static final String SEND_AND_READ = """
            import device from 'azure-iot-device';
            import { Mqtt } from 'azure-iot-device-mqtt';
            import { EventHubConsumerClient, earliestEventPosition } from '@azure/event-hubs';
            const sender = device.Client.fromConnectionString(`HostName={host};DeviceId=first;SharedAccessKey=${made.authentication.symmetricKey.primaryKey}`, Mqtt);
            await sender.sendEvent(new device.Message('hello'));
            const print = async (events) => events.forEach((event) => console.log(event.systemProperties['iothub-connection-device-id'], String(event.body)));
            new EventHubConsumerClient('$Default', '{events}').subscribe({ processEvents: print, processError: async (e) => console.error(e) }, { startPosition: earliestEventPosition });
            """;
}
