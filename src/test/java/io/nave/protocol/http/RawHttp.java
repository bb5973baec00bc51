package io.nave.protocol.http;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An HTTP client that sends exactly the bytes it is given, which proper clients refuse to. */
public final class RawHttp {

    /** As long as the shortest status line: HTTP/1.1 100 Continue. */
    private static final int FIRST_BYTES = 21;

    private RawHttp() {
    }

    /** Sends a request without a body and returns the whole answer; lines are separated by CR LF. */
    public static String send(URI server, String requestLine, String... headers) {
        StringBuilder request = new StringBuilder(requestLine + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return exchange(server, request + "\r\n");
    }

    /** Sends these bytes and reads until the server closes. */
    public static String exchange(URI server, String text) {
        try (Socket socket = trustingAnybody().getSocketFactory().createSocket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends these bytes and reads the first of what comes back; for requests that are not complete. */
    public static String beginning(URI server, String text) {
        try (Socket socket = trustingAnybody().getSocketFactory().createSocket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readNBytes(FIRST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For clients of this very test's server. */
    public static SSLContext trustingAnybody() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trustAnybody(), null);
        return context;
    }

    /** The same for a context that is to have a key of its own. */
    public static TrustManager[] trustAnybody() {
        return new TrustManager[] { new TrustsAnybody() };
    }

    /** The server is this very test's. */
    private static final class TrustsAnybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
