package io.nave.protocol.websocket;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.nave.launcher.DeviceCertificates.DeviceCertificate;
import io.nave.protocol.http.RawHttp;
import io.nave.wire.WebSocketSocket;

/** Opens WebSockets at the hub that runs within this test. */
public final class HubWebSockets {

    public static final String HUB = "/$iothub/websocket";
    public static final String EVENT_HUB = "/$servicebus/websocket";
    /** Longer than anything that is written in one go. */
    private static final int UNCUT = Integer.MAX_VALUE / 2;

    private final URI server;

    public HubWebSockets(URI server) {
        this.server = server;
    }

    /** A WebSocket whose handshake was answered with 101 and this sub-protocol; frames are cut to that many bytes. */
    public WebSocketSocket open(String requestTarget, String subProtocol, int cut) {
        WebSocketSocket socket = new WebSocketSocket(connect("TLSv1.3"), cut);
        return upgraded(socket, requestTarget, subProtocol);
    }

    public WebSocketSocket open(String requestTarget, String subProtocol) {
        return open(requestTarget, subProtocol, UNCUT);
    }

    /** With a client certificate. */
    WebSocketSocket open(DeviceCertificate own, String tlsVersion) {
        return upgraded(new WebSocketSocket(connect(withKey(own), tlsVersion), UNCUT), HUB, "mqtt");
    }

    private static WebSocketSocket upgraded(WebSocketSocket socket, String requestTarget, String subProtocol) {
        String answer = socket.handshake(requestTarget, WebSocketSocket.headers(subProtocol));
        if (!answer.startsWith("HTTP/1.1 101 ") || !answer.contains("rotocol: " + subProtocol + "\r\n")) {
            throw new AssertionError("The handshake was answered with " + answer);
        }
        return socket;
    }

    /** A connection on which nothing was sent yet. */
    WebSocketSocket connect() {
        return new WebSocketSocket(connect("TLSv1.3"), UNCUT);
    }

    private Socket connect(String tlsVersion) {
        return connect(new KeyManager[0], tlsVersion);
    }

    private Socket connect(KeyManager[] keys, String tlsVersion) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, RawHttp.trustAnybody(), null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(server.getHost(), server.getPort());
            socket.setEnabledProtocols(new String[] { tlsVersion });
            socket.startHandshake();
            return socket;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManager[] withKey(DeviceCertificate own) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", own.key(), new char[0], new Certificate[] { own.certificate() });
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            return keys.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
