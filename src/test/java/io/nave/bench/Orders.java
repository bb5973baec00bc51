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
record Orders(Address address, String caCertificate, Login login, Load load) {

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
                new Address(values.getProperty("host"), number(values, "port"),
                        Transport.valueOf(values.getProperty("transport"))),
                values.getProperty("ca"),
                new Login(values.getProperty("device-prefix"), values.getProperty("user-name"), values.getProperty("password")),
                new Load(number(values, "connections"), number(values, "window"), number(values, "payload"),
                        Duration.parse(values.getProperty("warmup")), Duration.parse(values.getProperty("measured"))));
    }

    private static int number(Properties values, String key) {
        return Integer.parseInt(values.getProperty(key));
    }
}
