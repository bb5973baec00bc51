package io.nave.protocol.amqp;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

/** The links that a connection has, found by themselves and by their session. Confined to the connection's event loop. */
final class LinkTable {

    private final Map<Link, AmqpLink> links = new HashMap<>();
    private final Map<Session, Set<Link>> bySession = new HashMap<>();
    private final Set<AmqpLink> lively = new LinkedHashSet<>();

    void put(Link link, AmqpLink ours) {
        links.put(link, ours);
        bySession.computeIfAbsent(link.getSession(), session -> new LinkedHashSet<>()).add(link);
    }

    /** A link that is looked after whenever there may be room to send, and every half second. */
    void putLively(Link link, AmqpLink ours) {
        put(link, ours);
        lively.add(ours);
    }

    @Nullable
    AmqpLink find(Link link) {
        return links.get(link);
    }

    /** Takes a link out; null when it is not there. */
    @Nullable
    AmqpLink remove(Link link) {
        AmqpLink ours = links.remove(link);
        if (ours != null) {
            bySession.computeIfPresent(link.getSession(), (session, its) -> without(its, link));
            lively.remove(ours);
        }
        return ours;
    }

    private static @Nullable Set<Link> without(Set<Link> links, Link gone) {
        links.remove(gone);
        return links.isEmpty() ? null : links;
    }

    int size() {
        return links.size();
    }

    /** The links of a session, which is forgotten. */
    List<Link> removeSession(Session session) {
        List<Link> its = List.copyOf(bySession.getOrDefault(session, Set.of()));
        bySession.remove(session);
        return its;
    }

    List<Link> all() {
        return List.copyOf(links.keySet());
    }

    void forEach(Consumer<AmqpLink> action) {
        List.copyOf(links.values()).forEach(action);
    }

    void forEachLively(Consumer<AmqpLink> action) {
        lively.forEach(action);
    }
}
