package io.nave.certificates;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A TLS client with one session cache, that trusts every server. It sees the server's certificate in full handshakes only, so
 * counting those shows what was resumed.
 */
public final class TlsClient {

    private final SSLContext context;
    private final AtomicInteger fullHandshakes = new AtomicInteger();

    private TlsClient(KeyManagerFactory keys) throws GeneralSecurityException {
        this.context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] { new Counting(fullHandshakes) }, null);
    }

    /** Shows this certificate, then the others as its chain. */
    public static TlsClient with(Holder own, Holder... above) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            Certificate[] chain = Stream.concat(Stream.of(own), Stream.of(above)).map(Holder::certificate)
                    .toArray(Certificate[]::new);
            store.setKeyEntry("own", own.key(), new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            return new TlsClient(keys);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connects to a port on loopback with one version of TLS. */
    public SSLSocket open(int port, String version) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setEnabledProtocols(new String[] { version });
        socket.startHandshake();
        return socket;
    }

    /** How many handshakes were not resumptions. */
    public int fullHandshakes() {
        return fullHandshakes.get();
    }

    private record Counting(AtomicInteger handshakes) implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            handshakes.incrementAndGet();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
