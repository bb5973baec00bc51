package io.nave.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the hub will listen, checked before anything is started. */
record Listeners(String hostName, String bindAddress, int httpsPort, int mqttPort, int amqpPort, int plainAmqpPort,
        List<String> notes) {

    private static final int HTTPS = 443;
    private static final int MQTT = 8883;
    private static final int AMQP = 5671;
    private static final int HTTPS_WITHOUT_PERMISSION = 8443;

    /** How a port is looked at. */
    interface Look {
        Ports.State at(String address, int port);
    }

    Listeners {
        notes = List.copyOf(notes);
    }

    /** Takes the ports of the settings, or fails with a sentence. */
    static Listeners choose(LaunchSettings settings) {
        return choose(settings, Ports::look);
    }

    static Listeners choose(LaunchSettings settings, Look look) {
        String bind = settings.bindAddress();
        List<String> notes = new ArrayList<>();
        int https = settings.httpsPort();
        if (https == HTTPS && look.at(bind, https) == Ports.State.FORBIDDEN) {
            https = HTTPS_WITHOUT_PERMISSION;
            notes.add(WITHOUT_443);
        }
        if (settings.mqttPort() != MQTT || settings.amqpPort() != AMQP) {
            notes.add(OTHER_PORTS);
        }
        Listeners listeners = new Listeners(settings.hostName(), bind, https, settings.mqttPort(), settings.amqpPort(),
                settings.plainAmqpPort(), notes);
        listeners.check(look, "HTTPS", https, UpOptions.HTTPS_PORT);
        listeners.check(look, "MQTT", listeners.mqttPort(), UpOptions.MQTT_PORT);
        listeners.check(look, "AMQP", listeners.amqpPort(), UpOptions.AMQP_PORT);
        if (listeners.plainAmqpPort() != 0) {
            listeners.check(look, "AMQP without TLS", listeners.plainAmqpPort(), "nave.amqp.plain-port");
        }
        return listeners;
    }

    private static final String WITHOUT_443 = """
            This user may not listen on port 443, so HTTPS is on 8443. Browsers, curl and clients that take a port are fine with that.
            Node's service SDK and every SDK's file upload and WebSockets always use 443 and cannot reach the hub until 443 leads here:
              sudo iptables -t nat -A OUTPUT -o lo -p tcp --dport 443 -j REDIRECT --to-ports 8443     (clients on this machine)
              sudo iptables -t nat -A PREROUTING -p tcp --dport 443 -j REDIRECT --to-ports 8443       (clients elsewhere)
            or let this user have it: sudo sysctl net.ipv4.ip_unprivileged_port_start=443, and start again.""";

    private static final String OTHER_PORTS = """
            The IoT SDKs have port 8883 for MQTT and 5671 for AMQP built in and cannot reach other ports;
            Event Hubs clients and plain MQTT and AMQP clients can.""";

    private void check(Look look, String protocol, int port, String option) {
        String address = option.startsWith("--") ? bindAddress : "127.0.0.1"; // listeners without TLS bind loopback only
        switch (look.at(address, port)) {
            case FREE -> {
            }
            case IN_USE -> throw new LaunchFailure("Port " + port + ", which " + protocol + " needs, is in use on " + address
                    + ". Stop the program that has it (\"ss -ltnp\" names it), or choose another port with " + option + ".");
            case FORBIDDEN -> throw new LaunchFailure("This user may not listen on port " + port + ", which " + protocol
                    + " needs. Choose one above 1023 with " + option + ".");
        }
    }

    /** The address at which this machine itself reaches the listeners. */
    String reachableAddress() {
        return bindAddress.equals("0.0.0.0") || bindAddress.equals("::") ? "127.0.0.1" : bindAddress;
    }

    String httpsUrl(String path) {
        return "https://" + hostName + (httpsPort == HTTPS ? "" : ":" + httpsPort) + path;
    }

    /** The same as the hub's settings. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("NAVE_HOST_NAME", hostName);
        variables.put("NAVE_BIND_ADDRESS", bindAddress);
        variables.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(httpsPort));
        variables.put("NAVE_MQTT_PORT", Integer.toString(mqttPort));
        variables.put("NAVE_AMQP_PORT", Integer.toString(amqpPort));
        variables.put("NAVE_AMQP_PLAIN_PORT", Integer.toString(plainAmqpPort));
        return variables;
    }
}
