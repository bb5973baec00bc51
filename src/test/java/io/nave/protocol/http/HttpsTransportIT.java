package io.nave.protocol.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.certificates.Holder;
import io.nave.certificates.TlsClient;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.message.AuthMethod;
import io.nave.launcher.DeviceCertificates;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** HTTP/1.1 only, and devices that show a certificate instead of a token (device-protocols §3.1, §4.5). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class HttpsTransportIT {

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @Inject
    EventLog log;
    private HttpsDevices devices;

    @BeforeEach
    void connect() {
        devices = new HttpsDevices(server);
    }

    /** HTTP/2 would make all names of headers, and with them those of properties, lower case. */
    @Test
    void http2IsNotSpoken() throws IOException, GeneralSecurityException {
        try (SSLSocket socket = (SSLSocket) RawHttp.trustingAnybody().getSocketFactory().createSocket(server.getHost(),
                server.getPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] { "h2", "http/1.1" });
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isIn("", "http/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Authorization:\r\n", "Authorization:  \r\n" })
    void deviceWithItsCertificateNeedsNoToken(String authorization) throws IOException {
        // given
        String device = "x-1" + authorization.length();
        var certificate = DeviceCertificates.selfSigned(device);
        devices.createWithThumbprint(device, certificate.thumbprint());

        // when
        String answer = send(device, certificate, authorization);

        // then
        assertThat(answer).startsWith("HTTP/1.1 204 ");
        assertThat(HttpsDevices.stored(log, device)).last()
                .satisfies(message -> assertThat(message.origin().authMethod()).isEqualTo(AuthMethod.DEVICE_X509));
    }

    @Test
    void anotherCertificateIsRefused() throws IOException {
        // given
        var certificate = DeviceCertificates.selfSigned("x-2");
        var other = DeviceCertificates.selfSigned("x-2");
        devices.createWithThumbprint("x-2", certificate.thumbprint());
        devices.create("x-3");

        // when then
        assertThat(send("x-2", other, "")).startsWith("HTTP/1.1 401 ");
        assertThat(send("x-3", certificate, "")).startsWith("HTTP/1.1 401 ");
        assertThat(send("x-nosuch", certificate, "")).startsWith("HTTP/1.1 401 ");
        assertThat(send("x-2", certificate, "Authorization: " + HttpsDevices.token("x-2") + "\r\n"))
                .as("a token is looked at before a certificate").startsWith("HTTP/1.1 401 ");
        assertThat(HttpsDevices.stored(log, "x-2")).isEmpty();
    }

    private String send(String device, DeviceCertificates.DeviceCertificate certificate, String authorization)
            throws IOException {
        TlsClient client = TlsClient.with(new Holder(certificate.certificate(), certificate.key()));
        try (SSLSocket socket = client.open(server.getPort(), "TLSv1.3")) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("POST /devices/" + device + "/messages/events?api-version=1 HTTP/1.1\r\nHost: "
                    + server.getAuthority() + "\r\n" + authorization + "Connection: close\r\nContent-Length: 2\r\n\r\nhi")
                    .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
