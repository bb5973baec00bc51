package io.nave.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.nave.faults.History.MessageId;

/**
 * Holds what an endpoint received against the promise of routing (semantics §1.6): all that was acknowledged is there, nothing
 * that
 * was not sent, and after any message of a device comes the next one, or one that came before.
 */
final class Arrivals {

    private Arrivals() {
    }

    /** What breaks the promise; {@code arrived} is in the order of arrival, and devices number their messages from 0. */
    static List<String> violations(String endpoint, List<MessageId> arrived, Set<MessageId> acknowledged) {
        List<String> violations = new ArrayList<>();
        Map<String, Integer> furthest = new HashMap<>();
        for (MessageId message : arrived) {
            int before = furthest.getOrDefault(message.device(), -1);
            if (message.number() > before + 1) {
                violations.add(endpoint + ": " + message + " came when the last was #" + before);
            }
            furthest.put(message.device(), Math.max(before, message.number()));
        }
        Set<MessageId> seen = new HashSet<>(arrived);
        acknowledged.stream().filter(message -> !seen.contains(message))
                .forEach(message -> violations.add(endpoint + ": lost " + message));
        seen.stream().filter(message -> !acknowledged.contains(message))
                .forEach(message -> violations.add(endpoint + ": nobody sent " + message));
        return violations;
    }
}
