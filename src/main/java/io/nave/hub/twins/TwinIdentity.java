package io.nave.hub.twins;

import java.time.Instant;
import java.util.List;

import io.nave.hub.id.ETag;

/**
 * What a twin shows of its identity, and what nobody can change through it (semantics §4.1). {@code authentication} is the type
 * as it is written; thumbprints, reason and scope are empty when there are none.
 */
public record TwinIdentity(String generationId, ETag etag, Status status, String authentication, Thumbprints thumbprints,
        Scope scope) {

    /** Whether it may connect, and since when that is so. */
    public record Status(boolean enabled, String reason, Instant updatedAt) {
    }

    /** The certificates that it proves itself by. */
    public record Thumbprints(String primary, String secondary) {
    }

    /** Its place among gateways. */
    public record Scope(boolean iotEdge, String deviceScope, List<String> parentScopes) {

        public Scope {
            parentScopes = List.copyOf(parentScopes);
        }
    }
}
