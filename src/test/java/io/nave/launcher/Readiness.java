package io.nave.launcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks the hub over HTTPS whether it is ready. It trusts exactly the certificate that the hub was started with, whatever name
 * that
 * carries, because it reaches the hub by address.
 */
final class Readiness {

    private static final int TIMEOUT_MILLIS = 5000;

    private final InetSocketAddress address;
    private final SSLContext tls;

    Readiness(String address, int port, Path serverCertificate) {
        this.address = new InetSocketAddress(address, port);
        try {
            X509Certificate expected = Certificates.certificates(PrivateFiles.read(serverCertificate)).getFirst();
            this.tls = SSLContext.getInstance("TLS");
            this.tls.init(null, new TrustManager[] { new ExactlyThis(expected) }, new SecureRandom());
        } catch (IOException e) {
            throw new LaunchFailure(serverCertificate + " is no PEM file with a certificate (" + e.getMessage() + ").", e);
        } catch (GeneralSecurityException e) {
            throw new LaunchFailure("This JDK has no TLS: " + e.getMessage(), e);
        }
    }

    /** Whether the hub answers that all its parts are up. */
    boolean ask() {
        try (Socket tcp = new Socket()) {
            tcp.connect(address, TIMEOUT_MILLIS);
            tcp.setSoTimeout(TIMEOUT_MILLIS);
            try (var socket = (SSLSocket) tls.getSocketFactory().createSocket(tcp, address.getHostString(), address.getPort(),
                    false)) {
                socket.startHandshake();
                String request = "GET /q/health/ready HTTP/1.1\r\nHost: " + address.getHostString()
                        + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
                return new String(status, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static final class ExactlyThis extends X509ExtendedTrustManager {

        private final X509Certificate expected;

        ExactlyThis(X509Certificate expected) {
            this.expected = expected;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (!List.of(chain).getFirst().equals(expected)) {
                throw new CertificateException("another server listens there");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
