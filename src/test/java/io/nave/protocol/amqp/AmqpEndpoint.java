package io.nave.protocol.amqp;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.InMemoryPolicyStore;
import io.nave.hub.access.Permission;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.eventlog.InMemoryConsumerGroupStore;
import io.nave.hub.eventlog.ReaderTable;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.HubNames;
import io.nave.hub.identity.InMemoryIdentityStore;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.monitoring.HubEvent;
import io.nave.protocol.tls.ListenerTls;
import io.vertx.core.Vertx;

/** The built-in endpoint on a free loopback port, with in-memory stores. */
final class AmqpEndpoint implements AutoCloseable {

    static final String HOST = "hub1.example.com";
    static final String EVENT_HUB = "telemetry";
    static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    static final MessageOrigin DEVICE = new MessageOrigin(ClientId.of("dev1"), "637121169262975883", AuthMethod.DEVICE_SAS);

    final Vertx vertx;
    final ListEventLog log = new ListEventLog(4);
    final InMemoryConsumerGroupStore groups = new InMemoryConsumerGroupStore();
    final ReaderTable readers = new ReaderTable();
    final List<HubEvent> events = new CopyOnWriteArrayList<>();
    final int port;
    private final AmqpListener listener;

    AmqpEndpoint(Vertx vertx, Clock clock) {
        this(vertx, clock, 0, new ListenerTls(new TestTlsConfig("", "")));
    }

    AmqpEndpoint(Vertx vertx, Clock clock, int tlsPort, ListenerTls tls) {
        this(vertx, clock, tlsPort, tls, freePort());
    }

    /** An endpoint whose plain port is this one. */
    static AmqpEndpoint onPort(Vertx vertx, Clock clock, int port, ListenerTls tls) {
        return new AmqpEndpoint(vertx, clock, 0, tls, port);
    }

    private AmqpEndpoint(Vertx vertx, Clock clock, int tlsPort, ListenerTls tls, int plainPort) {
        this.vertx = vertx;
        this.port = plainPort;
        InMemoryPolicyStore policies = new InMemoryPolicyStore();
        policies.save(policy("service", Permission.SERVICE_CONNECT)).await().indefinitely();
        policies.save(policy("device", Permission.DEVICE_CONNECT)).await().indefinitely();
        HubNames names = new HubNames(HOST, Set.of("localhost", "127.0.0.1"), EVENT_HUB);
        Authenticator authenticator = new Authenticator(new InMemoryIdentityStore(), policies, names, clock);
        AmqpServices services = new AmqpServices(authenticator, log, groups, readers, names, clock, events::add);
        listener = new AmqpListener(vertx, new Ports(tlsPort, port), tls, services);
        listener.open().await().indefinitely();
    }

    private record Ports(int port, int plainPort) implements AmqpConfig {
        @Override
        public String bindAddress() {
            return "127.0.0.1";
        }
    }

    private static SharedAccessPolicy policy(String name, Permission permission) {
        String otherKey = Base64.getEncoder().encodeToString(("secondary key of " + name).getBytes(StandardCharsets.UTF_8));
        return new SharedAccessPolicy(name, EnumSet.of(permission), KEY, otherKey);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static DeviceMessage message(String body) {
        return new DeviceMessage(DEVICE, 1_700_000_000_500L, Map.of(), Map.of(),
                MessageBody.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Appends messages with these bodies to a partition. */
    void append(int partition, String... bodies) {
        for (String body : bodies) {
            log.append(partition, message(body));
        }
    }

    @Override
    public void close() {
        listener.close().await().indefinitely();
    }
}
