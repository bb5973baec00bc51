package io.nave.hub.access;

import java.security.cert.X509Certificate;
import java.util.List;

import io.nave.hub.id.AuthChain;

/** What a device shows to prove who it is (device-protocols §4). */
public sealed interface DeviceProof {

    /** A SAS token: an MQTT password, a CBS token, an HTTP Authorization header. */
    record Token(String text) implements DeviceProof {

        @Override
        public String toString() {
            return "Token[hidden]";
        }
    }

    /** The certificates of the TLS handshake as the client showed them, its own first. */
    record Certificate(List<X509Certificate> chain) implements DeviceProof {

        public Certificate {
            chain = List.copyOf(chain);
        }

        X509Certificate leaf() {
            return chain.getFirst();
        }
    }

    /** Nothing: no password and no certificate. */
    record Nothing() implements DeviceProof {
    }

    /** What a gateway shows of itself when it connects for somebody below it (device-protocols §7). */
    record OnBehalf(AuthChain chain, DeviceProof actor) implements DeviceProof {

        public OnBehalf {
            if (actor instanceof OnBehalf) {
                throw new IllegalArgumentException("A gateway proves itself by itself");
            }
        }
    }
}
