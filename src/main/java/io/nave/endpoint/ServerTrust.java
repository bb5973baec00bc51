package io.nave.endpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** Which servers an endpoint trusts: those that the JDK's authorities vouch for, and those of the declared certificates. */
public final class ServerTrust {

    private final List<Certificate> certificates;

    private ServerTrust(List<Certificate> certificates) {
        this.certificates = certificates;
    }

    /** With certificates in PEM. Fails with ARGUMENT_INVALID when there is none in the text. */
    public static ServerTrust with(String pem) {
        try {
            List<Certificate> all = new ArrayList<>(read(pem));
            all.addAll(List.of(trustManager(null).getAcceptedIssuers()));
            return new ServerTrust(List.copyOf(all));
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    private static Collection<? extends Certificate> read(String pem) throws GeneralSecurityException {
        Collection<? extends Certificate> read = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        if (read.isEmpty()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "There is no certificate in trustedCertificates");
        }
        return read;
    }

    private static HubException unreadable(GeneralSecurityException cause) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "trustedCertificates is one or more certificates in PEM", cause);
    }

    /** It also checks names for those who ask for that. */
    public TrustManager trustManager() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            return trustManager(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The JDK can keep certificates", e);
        }
    }

    /** All of them, for libraries that take nothing else. */
    public String pem() {
        return certificates.stream().map(ServerTrust::pem).collect(Collectors.joining());
    }

    private static String pem(Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    private static X509TrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509TrustManager manager) {
                return manager;
            }
        }
        throw new IllegalStateException("The JDK checks certificates");
    }
}
