package io.nave.hub.eventlog;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;

/** Consumer groups in memory. Safe for all threads. */
public final class InMemoryConsumerGroupStore implements ConsumerGroupStore {

    private final Map<String, String> groups = new ConcurrentSkipListMap<>();

    @Override
    public Uni<List<String>> list() {
        return Uni.createFrom().item(() -> Stream.concat(Stream.of(DEFAULT), groups.values().stream()).toList());
    }

    @Override
    public Uni<Boolean> exists(String name) {
        return Uni.createFrom().item(() -> isDefault(name) || groups.containsKey(key(name)));
    }

    @Override
    public Uni<Boolean> create(String name) {
        return Uni.createFrom().item(() -> !isDefault(name) && groups.putIfAbsent(key(name), name) == null);
    }

    @Override
    public Uni<Boolean> delete(String name) {
        return Uni.createFrom().item(() -> groups.remove(key(name)) != null);
    }

    private static boolean isDefault(String name) {
        return name.equalsIgnoreCase(DEFAULT);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
