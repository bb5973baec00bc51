package io.nave.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.outbox.OutboxTarget;

/**
 * Endpoints as bits of a word: bit 0 is the built-in endpoint, the others are the owner's own in the order of the document.
 * Safe for
 * all threads.
 */
final class EndpointBits {

    /** The bit of the built-in endpoint. */
    static final long EVENTS = 1;

    private final List<CustomEndpoint> custom;
    private final List<List<OutboxTarget>> targets = new ArrayList<>();

    /** At most as many as a document has, so that there is a list of targets for each combination of them. */
    EndpointBits(List<CustomEndpoint> custom) {
        this.custom = List.copyOf(custom);
        for (long bits = 0; bits < 1L << custom.size(); bits++) {
            targets.add(plainTargets(bits));
        }
    }

    private List<OutboxTarget> plainTargets(long bits) {
        List<OutboxTarget> chosen = new ArrayList<>();
        for (int i = 0; i < custom.size(); i++) {
            if ((bits >> i & 1) != 0) {
                chosen.add(new OutboxTarget(custom.get(i).id(), Map.of()));
            }
        }
        return List.copyOf(chosen);
    }

    List<CustomEndpoint> custom() {
        return custom;
    }

    /** The bit of an endpoint that is declared. */
    long of(String name) {
        for (int i = 0; i < custom.size(); i++) {
            if (custom.get(i).name().equals(name)) {
                return EVENTS << i + 1;
            }
        }
        return EVENTS;
    }

    /** Those of the owner's own among these bits, with nothing added for them. */
    List<OutboxTarget> targets(long bits) {
        return targets.get((int) (bits >> 1));
    }
}
