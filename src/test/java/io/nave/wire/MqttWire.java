package io.nave.wire;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/**
 * An MQTT client that does nothing by itself: it sends and reads packets or raw bytes over a blocking socket. Reading waits ten
 * seconds at most.
 */
public final class MqttWire implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** Speaks over a connected socket, perhaps a TLS one. */
    public MqttWire(Socket socket) {
        try {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects to a port on loopback, in the clear. */
    public static MqttWire open(int port) {
        try {
            return new MqttWire(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends packets in one write. */
    public MqttWire send(MqttFrame... frames) {
        int length = 0;
        for (MqttFrame frame : frames) {
            length += frame.bytes().length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (MqttFrame frame : frames) {
            byte[] bytes = frame.bytes();
            System.arraycopy(bytes, 0, all, at, bytes.length);
            at += bytes.length;
        }
        return sendRaw(all);
    }

    /** Sends bytes as they are. */
    public MqttWire sendRaw(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a CONNECT and reads the CONNACK. */
    public MqttFrame connect(MqttConnectFrame connect) {
        return send(connect.frame()).read();
    }

    /** Reads the next packet. */
    public MqttFrame read() {
        try {
            return MqttFrame.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the hub to close the connection; false when it sends something instead, or nothing for too long. */
    public boolean isClosedByHub() {
        try {
            MqttFrame.read(in);
            return false;
        } catch (EOFException | SocketException closed) {
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nothing arrives for this long. */
    public boolean isSilentFor(int millis) {
        try {
            socket.setSoTimeout(millis);
            MqttFrame.read(in);
            return false;
        } catch (SocketTimeoutException silent) {
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            restorePatience();
        }
    }

    private void restorePatience() {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (SocketException closed) {
            // nothing is read from it any more
        }
    }

    /** Closes without a DISCONNECT. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
