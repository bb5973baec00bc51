package io.nave.protocol.amqp;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.id.HubNames;

/**
 * What a connection has proved: the callers whose tokens were put on it, whichever session they came by. A grant covers the
 * whole connection, as far as its token's scope reaches, until its token and the grace period are over (service-protocols §3.2,
 * §6.3). Confined to the connection's event loop.
 */
final class Grants {

    private static final int MAX_GRANTS = 2000;
    private static final String EVENT_HUB = "";

    private final HubNames names;
    private final Clock clock;
    private final Map<Key, Caller> callers = new LinkedHashMap<>();

    private record Key(String policy, List<String> scope) {
    }

    Grants(HubNames names, Clock clock) {
        this.names = names;
        this.clock = clock;
    }

    /** Adds a caller, or renews it; false when there are too many. */
    boolean add(Caller caller) {
        Key key = new Key(caller.name(), canonical(caller.scope()));
        if (callers.size() >= MAX_GRANTS && !callers.containsKey(key)) {
            return false;
        }
        callers.put(key, caller);
        return true;
    }

    /** Drops what has expired, and whom the access rules no longer admit; true when something went. */
    boolean dropUnless(Predicate<Caller> admitted) {
        Instant oldest = clock.instant().minus(Authenticator.GRACE);
        return callers.values().removeIf(caller -> caller.expiresAt().isBefore(oldest) || !admitted.test(caller));
    }

    boolean isEmpty() {
        return callers.isEmpty();
    }

    /** Whether a caller who may connect as a service covers this path of an event hub. */
    boolean cover(String path) {
        List<String> wanted = canonical(LinkAddress.words(path));
        return callers.entrySet().stream().anyMatch(grant -> covers(grant.getValue(), grant.getKey().scope(), wanted));
    }

    /** Whether this caller does, put on the connection or not. */
    boolean covers(Caller caller, String path) {
        return covers(caller, canonical(caller.scope()), canonical(LinkAddress.words(path)));
    }

    private static boolean covers(Caller caller, List<String> scope, List<String> wanted) {
        return caller.may(Permission.SERVICE_CONNECT)
                && scope.size() <= wanted.size() && wanted.subList(0, scope.size()).equals(scope);
    }

    /** In lower case, and with one word for the event hub, however it was named. */
    private List<String> canonical(List<String> path) {
        List<String> words = new ArrayList<>(LinkAddress.words(String.join("/", path)));
        if (words.size() > 1 && words.get(0).equals("messages") && words.get(1).equals("events")) {
            words.removeFirst();
            words.set(0, EVENT_HUB);
        } else if (!words.isEmpty() && names.isEventHub(words.getFirst())) {
            words.set(0, EVENT_HUB);
        }
        return List.copyOf(words);
    }
}
