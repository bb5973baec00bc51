package io.nave.hubprocess;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * Where a hub under test listens: an address of the loopback network that no other test uses, with the ports that SDKs have
 * built in (8883, 5671, 443). All of 127.0.0.0/8 is this machine on Linux, so parallel test runs do not meet.
 */
record HubAddress(String host, int mqtt, int plainMqtt, int amqp, int plainAmqp, int https) {

    /** Where listeners without TLS are, whatever the hub's address is. */
    static final String PLAIN_HOST = "127.0.0.1";

    private static final int MQTT = 8883;
    private static final int AMQP = 5671;
    private static final int HTTPS = 443;
    private static final int HOSTS = 254;

    /** The first free address, counted from one that differs between test runs. */
    static HubAddress free() {
        int start = (int) (ProcessHandle.current().pid() % HOSTS);
        for (int i = 0; i < HOSTS; i++) {
            String host = "127.0.77." + (1 + (start + i) % HOSTS);
            if (free(host, List.of(MQTT, AMQP))) {
                return at(host);
            }
        }
        throw new IllegalStateException("On 127.0.77.1 to .254 the ports 8883 and 5671 are taken. "
                + "A server that listens on 0.0.0.0 takes them everywhere: stop it.");
    }

    private static HubAddress at(String host) {
        int https = free(host, List.of(HTTPS)) ? HTTPS : anyPort(host);
        return new HubAddress(host, MQTT, anyPort(PLAIN_HOST), AMQP, anyPort(PLAIN_HOST), https);
    }

    private static boolean free(String host, List<Integer> ports) {
        return ports.stream().allMatch(port -> free(host, port));
    }

    private static boolean free(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException e) {
            return false; // taken, or below 1024 and not ours to open
        }
    }

    private static int anyPort(String host) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("No port of " + host + " is free", e);
        }
    }

    /** Whether HTTPS has the port that the service SDKs cannot leave (service-protocols §9). */
    boolean hasStandardHttps() {
        return https == HTTPS;
    }
}
