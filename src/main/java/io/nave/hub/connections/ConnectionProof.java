package io.nave.hub.connections;

import java.util.List;

import io.nave.hub.id.AuthChain;
import io.nave.hub.id.CertificateMarks;

/**
 * What a live connection rests on; when this no longer stands, the connection ends (semantics §9.2). Holds no secret: keys are
 * told apart by a fingerprint that means nothing outside this process. {@code generationId} is the identity's, {@code peer} the
 * address the client came from.
 */
public record ConnectionProof(String generationId, String peer, Evidence evidence) {

    /** How the client proved who it is. */
    public sealed interface Evidence {

        /** The key or certificate that the client showed, be it for itself or for another. */
        default Evidence shown() {
            return this;
        }

        /** A key of a shared access policy with the right DeviceConnect. */
        record PolicyKey(String policy, String fingerprint) implements Evidence {
        }

        /** One of the identity's own two keys. */
        record OwnKey(String fingerprint) implements Evidence {
        }

        /** A self-signed certificate whose thumbprint is registered. */
        record SelfSigned(CertificateMarks leaf) implements Evidence {
        }

        /** A certificate that leads to a registered authority; the chain as it was shown, leaf first. */
        record Issued(String authority, List<CertificateMarks> chain) implements Evidence {

            public Issued {
                chain = List.copyOf(chain);
            }
        }

        /**
         * What a gateway showed of itself, and that the client stands below it (device-protocols §7). {@code actorGeneration}
         * is that of the acting module.
         */
        record OnBehalf(AuthChain chain, String actorGeneration, Evidence actor) implements Evidence {

            @Override
            public Evidence shown() {
                return actor;
            }
        }
    }
}
