package io.nave.hub.access;

import java.security.cert.X509Certificate;

/** What a device shows to prove who it is (device-protocols §4). */
public sealed interface DeviceProof {

    /** A SAS token: an MQTT password, a CBS token, an HTTP Authorization header. */
    record Token(String text) implements DeviceProof {

        @Override
        public String toString() {
            return "Token[hidden]";
        }
    }

    /** The leaf certificate of the TLS handshake. */
    record Certificate(X509Certificate leaf) implements DeviceProof {
    }

    /** Nothing: no password and no certificate. */
    record Nothing() implements DeviceProof {
    }
}
