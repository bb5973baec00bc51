package io.nave.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a load generator shall do. They travel over its standard input, because the command line of a process is no place for a
 * token.
 * {@code {id}} in the user name stands for the device id, which is also the client id.
 */
record Orders(Address address, String caCertificate, Login login, Load load, Work work) {

    private static final String END = "end";

    /** Where the server listens. */
    record Address(String host, int port, Transport transport) {
    }

    /** How devices introduce themselves; empty for a server that lets everybody in. */
    record Login(String devicePrefix, String userName, String password) {

        String deviceId(int index) {
            return devicePrefix + index;
        }

        String userName(int index) {
            return userName.replace("{id}", deviceId(index));
        }
    }

    /** How many devices publish what, for how long. */
    record Load(int connections, int window, int payload, Duration warmup, Duration measured) {
    }

    /** What is asked for again and again. */
    enum Kind {
        /** Telemetry over MQTT, QoS 1. */
        PUBLISH,
        /** Telemetry over MQTT, QoS 1, with a number in each body, by the clock or not. */
        NUMBERED,
        /** Telemetry over AMQP, unsettled. */
        SEND,
        /** Telemetry over HTTPS. */
        POST,
        /** Patches of the reported properties over MQTT. */
        REPORT,
        /** The twin over MQTT. */
        READ,
        /** The twin over HTTP. */
        REST_READ,
        /** Patches of the desired properties over HTTP, of devices that are connected over MQTT and subscribed. */
        REST_PATCH,
        /** Cloud-to-device messages over AMQP, to devices that are connected over MQTT and subscribed with QoS 1. */
        DEVICE_BOUND,
        /** Direct methods over HTTP, of devices that are connected over MQTT and answer at once. */
        METHOD
    }

    /**
     * What the devices and back ends do.
     *
     * @param rate how often a second all of them together do it, by the clock; 0 for as often as answers come back
     * @param stored how large the reported properties are before, in bytes as the hub counts them; 0 for those of a new twin
     */
    record Work(Kind kind, int rate, int stored, BackEnds backEnds) {

        /** Telemetry as fast as answers come back. */
        static Work telemetry(Protocol protocol) {
            Kind kind = switch (protocol) {
                case MQTT -> Kind.PUBLISH;
                case AMQP -> Kind.SEND;
                case HTTPS -> Kind.POST;
            };
            return new Work(kind, 0, 0, BackEnds.NONE);
        }

        /** Whether it is telemetry, over whatever. */
        boolean isTelemetry() {
            return kind == Kind.PUBLISH || kind == Kind.NUMBERED || kind == Kind.SEND || kind == Kind.POST;
        }
    }

    /** Where and how the back end speaks HTTP or AMQP, over how many connections at once. */
    record BackEnds(Address address, String token, int connections) {

        static final BackEnds NONE = new BackEnds(new Address("", 0, Transport.PLAIN), "", 0);
    }

    /** The lines for the generator's standard input. */
    String lines() {
        var values = new TreeMap<String, Object>();
        values.put("host", address.host());
        values.put("port", address.port());
        values.put("transport", address.transport());
        values.put("ca", caCertificate);
        values.put("device-prefix", login.devicePrefix());
        values.put("user-name", login.userName());
        values.put("password", login.password());
        values.put("connections", load.connections());
        values.put("window", load.window());
        values.put("payload", load.payload());
        values.put("warmup", load.warmup());
        values.put("measured", load.measured());
        values.put("kind", work.kind());
        values.put("rate", work.rate());
        values.put("stored", work.stored());
        values.put("back-end-host", work.backEnds().address().host());
        values.put("back-end-port", work.backEnds().address().port());
        values.put("back-end-transport", work.backEnds().address().transport());
        values.put("back-end-token", work.backEnds().token());
        values.put("back-end-connections", work.backEnds().connections());
        StringBuilder lines = new StringBuilder();
        values.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
        return lines.append(END).append('\n').toString();
    }

    static Orders read(BufferedReader input) throws IOException {
        Properties values = new Properties();
        for (String line = input.readLine(); line != null && !line.equals(END); line = input.readLine()) {
            int equals = line.indexOf('=');
            values.setProperty(line.substring(0, equals), line.substring(equals + 1));
        }
        return new Orders(
                address(values, ""),
                values.getProperty("ca"),
                new Login(values.getProperty("device-prefix"), values.getProperty("user-name"), values.getProperty("password")),
                new Load(number(values, "connections"), number(values, "window"), number(values, "payload"),
                        Duration.parse(values.getProperty("warmup")), Duration.parse(values.getProperty("measured"))),
                new Work(Kind.valueOf(values.getProperty("kind")), number(values, "rate"), number(values, "stored"),
                        new BackEnds(address(values, "back-end-"), values.getProperty("back-end-token"),
                                number(values, "back-end-connections"))));
    }

    private static Address address(Properties values, String prefix) {
        return new Address(values.getProperty(prefix + "host"), number(values, prefix + "port"),
                Transport.valueOf(values.getProperty(prefix + "transport")));
    }

    private static int number(Properties values, String key) {
        return Integer.parseInt(values.getProperty(key));
    }
}
