package io.nave.protocol.amqp;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.nave.hub.access.AccessFixture;
import io.nave.hub.access.AccessRules;
import io.nave.hub.access.Authenticator;
import io.nave.hub.access.Caller;
import io.nave.hub.access.FixedBearerTokens;
import io.nave.hub.access.InMemoryAccessRulesStore;
import io.nave.hub.access.InMemoryPolicyStore;
import io.nave.hub.access.Permission;
import io.nave.hub.access.PolicyService;
import io.nave.hub.access.PolicyService.KeyChange;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.connections.ConnectionCalls;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.InMemoryPresenceStore;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.DeviceBoundService;
import io.nave.hub.devicebound.InMemoryDeviceBoundQueue;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.eventlog.InMemoryConsumerGroupStore;
import io.nave.hub.eventlog.ReaderTable;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.guessing.TestTime;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.id.HubNames;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.InMemoryIdentityStore;
import io.nave.hub.identity.KeyGenerator;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.RecordingIntake;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.notification.ForwardingPace;
import io.nave.hub.notification.NotificationForwarder;
import io.nave.hub.servicebound.FileNotificationLimits;
import io.nave.hub.servicebound.InMemoryFileNotificationQueue;
import io.nave.hub.telemetry.TelemetryService;
import io.nave.hub.twins.DesiredNotices;
import io.nave.hub.twins.InMemoryTwinStore;
import io.nave.hub.twins.TwinService;
import io.nave.hub.twins.TwinSnapshots;
import io.nave.protocol.amqp.AmqpServices.AmqpDeviceBound;
import io.nave.protocol.amqp.AmqpServices.AmqpEvents;
import io.nave.protocol.amqp.AmqpServices.AmqpOfDevices;
import io.nave.protocol.tls.ListenerTls;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;

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
    final FixedBearerTokens bearers = new FixedBearerTokens();
    final InMemoryAccessRulesStore rules = new InMemoryAccessRulesStore();
    final InMemoryPolicyStore policies = new InMemoryPolicyStore();
    final TestTime guardTime = new TestTime();
    final ListedAddressees devices = new ListedAddressees();
    final InMemoryIdentityStore identities = new InMemoryIdentityStore();
    final ConnectionTable connections = new ConnectionTable();
    final InMemoryNodeMessenger messenger = new InMemoryNodeMessenger();
    final RecordingIntake intake = new RecordingIntake();
    final InMemoryTwinStore twinStore;
    final TwinService twins;
    final InMemoryDeviceBoundQueue queue;
    final WatchedFeedbackQueue feedback;
    final InMemoryFileNotificationQueue files;
    final int port;
    private final AccessFixture access;
    private final AmqpListener listener;

    AmqpEndpoint(Vertx vertx, Clock clock) {
        this(vertx, clock, 0, new ListenerTls(new TestTlsConfig("", "")));
    }

    AmqpEndpoint(Vertx vertx, Clock clock, int tlsPort, ListenerTls tls) {
        this(vertx, clock, new Ports(tlsPort, freePort()), tls, GuessLimits.OFF);
    }

    /** An endpoint whose plain port is this one. */
    static AmqpEndpoint onPort(Vertx vertx, Clock clock, int port, ListenerTls tls) {
        return new AmqpEndpoint(vertx, clock, new Ports(0, port), tls, GuessLimits.OFF);
    }

    /** An endpoint that slows down who guesses. */
    static AmqpEndpoint guarded(Vertx vertx, Clock clock, GuessLimits limits) {
        return new AmqpEndpoint(vertx, clock, new Ports(0, freePort()), new ListenerTls(new TestTlsConfig("", "")), limits);
    }

    private AmqpEndpoint(Vertx vertx, Clock clock, Ports ports, ListenerTls tls, GuessLimits limits) {
        this.vertx = vertx;
        this.port = ports.plainPort();
        policies.save(policy("service", Permission.SERVICE_CONNECT)).await().indefinitely();
        policies.save(policy("device", Permission.DEVICE_CONNECT)).await().indefinitely();
        policies.save(policy("registryRead", Permission.REGISTRY_READ)).await().indefinitely();
        policies.save(policy("registryReadWrite", Permission.REGISTRY_WRITE)).await().indefinitely();
        policies.save(policy("iothubowner", Permission.values())).await().indefinitely();
        HubNames names = new HubNames(HOST, Set.of("localhost", "127.0.0.1"), EVENT_HUB);
        twinStore = new InMemoryTwinStore(identities::generation, clock);
        access = new AccessFixture(identities, policies, rules,
                AccessFixture.guard(limits, guardTime, events::add)).knowing(bearers);
        Authenticator authenticator = access.authenticator(names, clock);
        feedback = new WatchedFeedbackQueue(clock);
        files = new InMemoryFileNotificationQueue(FileNotificationLimits.DEFAULT, clock);
        queue = new InMemoryDeviceBoundQueue(DeviceBoundLimits.DEFAULT, clock, outcome -> {
            // feedback is given by the test
        });
        twins = new TwinService(twinStore, new DesiredNotices(twinStore, connections, messenger), new NotificationForwarder(
                identities.notifications(), intake, stored -> List.of(), names, new ForwardingPace(Duration.ofDays(1))),
                new TwinSnapshots(twinStore, messenger));
        ConnectionCalls calls = new ConnectionCalls(connections, new InMemoryPresenceStore(clock), messenger,
                access.review(connections), events::add);
        calls.run().subscribe().with(nothing -> {
        });
        AmqpServices services = new AmqpServices(authenticator, new AmqpEvents(log, groups, readers),
                new AmqpDeviceBound(deviceBound(clock), feedback, files),
                new AmqpOfDevices(calls, new TelemetryService(intake), twins, queue), names, clock, events::add);
        listener = new AmqpListener(vertx, ports, tls, services);
        listener.open().await().indefinitely();
    }

    private DeviceBoundService deviceBound(Clock clock) {
        return new DeviceBoundService(devices, queue, connections, messenger, ReplicaId.random(),
                DeviceBoundLimits.DEFAULT, clock);
    }

    /** Gives the endpoint a socket that it did not accept itself. */
    void accept(NetSocket socket) {
        listener.accept(socket);
    }

    /** What waits for a device, in its order; the test takes it. */
    List<DeviceBoundMessage> queueOf(String device) {
        QueueId id = new QueueId(new DeviceId(device), ListedAddressees.GENERATION);
        return queue.receive(id, DeviceBoundQueue.NOBODY, 10_000).await().indefinitely().messages().stream()
                .map(LockedMessage::message).toList();
    }

    /** Lets these access rules hold from now on. */
    void apply(AccessRules wanted) {
        rules.change(present -> wanted).chain(access.rules()::refresh).await().indefinitely();
    }

    /** How a change of what somebody may is made felt. */
    AccessChanges changes() {
        return new AccessChanges(access.review(connections), messenger, events::add);
    }

    /** Registers a device, whose queue is that of {@link ListedAddressees}. */
    void register(String id, boolean enabled, Credentials credentials) {
        identities.put(new Device(new DeviceId(id), ListedAddressees.GENERATION, new ETag("e"),
                new DeviceStatus(enabled, "", Device.NEVER), credentials, EdgeScope.NONE));
    }

    /** Changes keys of a policy, as an operator does. */
    void rotate(String policy, KeyChange what) {
        Caller owner = new Caller("owner", EnumSet.allOf(Permission.class), List.of(), Instant.MAX);
        new PolicyService(policies, new KeyGenerator(), changes()).rotate(policy, what, EtagCondition.NONE, owner)
                .await().indefinitely();
    }

    private record Ports(int port, int plainPort) implements AmqpConfig {
        @Override
        public String bindAddress() {
            return "127.0.0.1";
        }
    }

    private static SharedAccessPolicy policy(String name, Permission... permissions) {
        String otherKey = Base64.getEncoder().encodeToString(("secondary key of " + name).getBytes(StandardCharsets.UTF_8));
        return new SharedAccessPolicy(name, Set.of(permissions), KEY, otherKey);
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
