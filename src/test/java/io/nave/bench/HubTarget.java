package io.nave.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

import io.nave.launcher.LocalAuthority;
import io.nave.launcher.LocalEngines;

/**
 * The hub with an embedded PostgreSQL and Redis, all of them durable as {@code ./nave up} starts them. Devices connect to its
 * first replica, back ends to its last; mostly these are the same.
 */
final class HubTarget implements Target {

    static final String PART = "hub";
    static final String POSTGRES = "PostgreSQL";
    static final String REDIS = "Redis";
    static final String DEVICE_PREFIX = "bench-";

    private final LocalEngines engines;
    private final Path caCertificate;
    private final Deque<HubReplica> replicas;
    private final StoredMessages storedMessages;

    private HubTarget(LocalEngines engines, Path caCertificate, Deque<HubReplica> replicas) {
        this.engines = engines;
        this.caCertificate = caCertificate;
        this.replicas = replicas;
        this.storedMessages = new StoredMessages(engines);
    }

    /** Starts engines and a hub of one replica, and creates that many devices. */
    static HubTarget start(Path jar, Path data, LocalAuthority authority, int devices) {
        return start(jar, data, authority, devices, 1);
    }

    /** Starts engines and a hub of so many replicas, and creates that many devices. */
    static HubTarget start(Path jar, Path data, LocalAuthority authority, int devices, int replicas) {
        LocalEngines engines = LocalEngines.start(data.resolve("engines"));
        HubReplica.Site site = new HubReplica.Site(jar, engines, authority);
        HubTarget target = new HubTarget(engines, authority.caCertificate(), new ArrayDeque<>());
        try {
            for (int i = 1; i <= replicas; i++) {
                target.replicas.addLast(HubReplica.start(site, data.resolve(i == 1 ? "hub.log" : "hub-" + i + ".log")));
            }
            target.createDevices(devices);
            return target;
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private void createDevices(int devices) {
        try (HubRest rest = rest()) {
            rest.createDevices(devices, DEVICE_PREFIX);
        }
    }

    @Override
    public boolean hasRoutes() {
        return true;
    }

    @Override
    public void declareRoutes(int count) {
        try (HubRest rest = rest()) {
            rest.put("/admin/routing", RoutesBody.of(count));
        }
    }

    /** The HTTPS side. */
    HubRest rest() {
        return replicas.getFirst().rest();
    }

    /** How the load generator plays that many back ends with HTTPS. */
    Orders.BackEnds backEnds(int connections) {
        return new Orders.BackEnds(replicas.getLast().https(), token("iothubowner"), connections);
    }

    /** How the load generator plays that many back ends with AMQP. */
    Orders.BackEnds amqpBackEnds(int connections) {
        return new Orders.BackEnds(replicas.getLast().amqp(Transport.TLS), token("iothubowner"), connections);
    }

    private static String token(String policy) {
        return SharedAccessToken.of(HubReplica.HOST, policy, HubReplica.POLICY_KEY);
    }

    StoredMessages database() {
        return storedMessages;
    }

    @Override
    public String name() {
        return "Nave";
    }

    @Override
    public boolean speaks(Protocol protocol) {
        return true;
    }

    @Override
    public String promise() {
        return "acknowledges what is committed and on the disk";
    }

    @Override
    public Orders.Address address(Protocol protocol, Transport transport) {
        HubReplica replica = replicas.getFirst();
        return switch (protocol) {
            case MQTT -> replica.mqtt(transport);
            case AMQP -> replica.amqp(transport);
            case HTTPS -> replica.https();
        };
    }

    @Override
    public String caCertificate() {
        return caCertificate.toString();
    }

    /** All devices share one token of the policy {@code device} (device-protocols §4.2). */
    @Override
    public Orders.Login login() {
        return new Orders.Login(DEVICE_PREFIX, HubReplica.HOST + "/{id}/?api-version=2021-04-12", token("device"));
    }

    @Override
    public Map<String, List<Long>> pids() {
        Map<String, List<Long>> pids = new LinkedHashMap<>();
        pids.put(PART, replicas.stream().map(HubReplica::pid).toList());
        pids.put(POSTGRES, engines.postgresPids().stream().limit(1).toList());
        pids.put(REDIS, List.of(engines.redisPid()));
        return pids;
    }

    @Override
    public OptionalLong stored() {
        return OptionalLong.of(storedMessages.count());
    }

    @Override
    public String lastWords() {
        return replicas.stream().map(HubReplica::lastWords).collect(Collectors.joining());
    }

    /** The versions of the engines, for the report. */
    String engineVersions() {
        return storedMessages.version() + ", Redis " + RedisVersion.of(engines.redisUrl());
    }

    @Override
    public void close() {
        replicas.forEach(HubReplica::close);
        engines.close();
    }
}
