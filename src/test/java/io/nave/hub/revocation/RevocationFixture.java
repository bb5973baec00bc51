package io.nave.hub.revocation;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.nave.hub.monitoring.HubEvent;
import io.smallrye.mutiny.Uni;

/** Revocation in front of servers in memory. */
public final class RevocationFixture implements RevocationSource {

    public final List<HubEvent> events = new CopyOnWriteArrayList<>();
    final List<URI> asked = new ArrayList<>();
    private final Map<String, Function<byte[], Uni<byte[]>>> servers = new HashMap<>();

    /** What nobody is asked with. */
    public static RevocationCheck off() {
        return new RevocationFixture().check(RevocationMode.OFF, Clock.systemUTC());
    }

    public RevocationCheck check(RevocationMode mode, Clock clock) {
        return new RevocationCheck(mode, new RevocationAnswers(this, clock), events::add, clock);
    }

    /** Serves this at an address, whatever is asked. */
    public void serve(String address, byte[] content) {
        servers.put(address, request -> Uni.createFrom().item(content));
    }

    void serve(String address, Function<byte[], Uni<byte[]>> server) {
        servers.put(address, server);
    }

    @Override
    public Uni<byte[]> list(URI address) {
        return ask(address, new byte[0]);
    }

    @Override
    public synchronized Uni<byte[]> ask(URI responder, byte[] request) {
        asked.add(responder);
        return servers.getOrDefault(responder.toString(), nobody -> unreachable()).apply(request);
    }

    private static Uni<byte[]> unreachable() {
        return Uni.createFrom().failure(new IllegalStateException("connection refused"));
    }
}
