package io.nave.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Looks at ports before somebody else has to stumble over them. */
final class Ports {

    /** What a process of this user may do with a port at this moment. */
    enum State {
        FREE,
        IN_USE,
        FORBIDDEN
    }

    private Ports() {
    }

    /** A port on loopback that nobody uses right now. */
    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new LaunchFailure("No port of this machine is free: " + e.getMessage(), e);
        }
    }

    static State look(String bindAddress, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(bindAddress), port));
            return State.FREE;
        } catch (UnknownHostException e) {
            throw new LaunchFailure(
                    "\"" + bindAddress + "\" is no address. --bind takes an address of this machine, such as 127.0.0.1 "
                            + "or 0.0.0.0 for all of them.",
                    e);
        } catch (BindException e) {
            return state(bindAddress, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return state(bindAddress, String.valueOf(e.getMessage()));
        }
    }

    private static State state(String bindAddress, String message) {
        if (message.contains("ermission denied")) {
            return State.FORBIDDEN;
        }
        if (message.contains("assign requested address") || message.contains("not available")) {
            throw new LaunchFailure(
                    bindAddress + " is no address of this machine. --bind takes one of its own, or 0.0.0.0 for all.");
        }
        return State.IN_USE;
    }
}
