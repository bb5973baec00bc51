package io.nave.oidc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between the hub and Keycloak: while it is cut, connections end and new ones are closed at once. */
public final class CuttableLink implements AutoCloseable {

    private final int target;
    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    CuttableLink(int target, boolean cut) {
        this.target = target;
        this.cut = cut;
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    void cut() {
        cut = true;
        open.forEach(CuttableLink::close);
    }

    void heal() {
        cut = false;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket front = entrance.accept();
                if (cut) {
                    front.close();
                } else {
                    connect(front);
                }
            } catch (IOException closed) {
                // by close(), or a connection that has not come about
            }
        }
    }

    private void connect(Socket front) throws IOException {
        Socket back = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(front);
        open.add(back);
        Thread.startVirtualThread(() -> copy(front, back));
        Thread.startVirtualThread(() -> copy(back, front));
    }

    private void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // then the other side ends too
        } finally {
            close(from);
            close(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // that is what is wanted
        }
    }

    @Override
    public void close() {
        cut();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
