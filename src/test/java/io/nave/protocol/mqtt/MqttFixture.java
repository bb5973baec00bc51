package io.nave.protocol.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.nave.hub.access.AccessFixture;
import io.nave.hub.access.Authenticator;
import io.nave.hub.access.CertificateTrust;
import io.nave.hub.access.InMemoryAccessRulesStore;
import io.nave.hub.access.InMemoryPolicyStore;
import io.nave.hub.access.Permission;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.connections.ConnectionCalls;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.InMemoryPresenceStore;
import io.nave.hub.connections.SessionStore;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.InMemoryDeviceBoundQueue;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.guessing.TestTime;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.HubNames;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.InMemoryIdentityStore;
import io.nave.hub.message.RecordingIntake;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.notification.ForwardingPace;
import io.nave.hub.notification.NotificationForwarder;
import io.nave.hub.telemetry.TelemetryService;
import io.nave.hub.twins.DesiredNotices;
import io.nave.hub.twins.InMemoryTwinStore;
import io.nave.hub.twins.LostNotices;
import io.nave.hub.twins.TwinService;
import io.nave.hub.twins.TwinSnapshots;
import io.nave.hub.twins.TwinStore;
import io.nave.protocol.tls.ListenerTls;
import io.nave.protocol.tls.TlsConfig;
import io.nave.protocol.tls.TlsConfig.Engine;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttWire;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** An MQTT listener on a free port in front of stores in memory, with one device {@code dev1} and one policy. */
final class MqttFixture implements AutoCloseable {

    static final String HOST = "hub.test.local";
    static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    static final Credentials KEYS = new Credentials.SymmetricKeys(KEY, KEY);
    /** The shortest lock there is. */
    private static final DeviceBoundLimits QUEUES = new DeviceBoundLimits(Duration.ofHours(1), Duration.ofSeconds(5), 10, 100,
            5);
    private static final long FAR_AWAY = 4102444800L;

    final InMemoryIdentityStore identities;
    final InMemoryDeviceBoundQueue queue;
    final InMemoryPolicyStore policies;
    final InMemoryAccessRulesStore rules;
    final ConnectionTable connections = new ConnectionTable();
    final InMemoryNodeMessenger messenger;
    final InMemoryPresenceStore presence;
    final RecordingIntake intake = new RecordingIntake();
    final List<HubEvent> events = new CopyOnWriteArrayList<>();
    final int port = freePort();
    final int tlsPort;
    volatile boolean storesAreDown;
    /** Runs after a store has read what it was asked for, before it says so. */
    volatile Runnable afterReading = () -> {
    };
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final Shared shared;
    private final AccessFixture access;
    final TwinStore twinStore;
    private final DesiredNotices notices;
    final TwinService twins;
    private final MqttListener listener;

    /** What the replicas of a hub share, and how they are set up. */
    record Shared(Stores stores, InMemoryNodeMessenger messenger, InMemoryPresenceStore presence, GuessLimits limits,
            TestTime time) {

        static Shared guardedBy(GuessLimits limits) {
            InMemoryIdentityStore identities = new InMemoryIdentityStore();
            return new Shared(
                    new Stores(identities, new InMemoryPolicyStore(), new InMemoryAccessRulesStore(),
                            new InMemoryTwinStore(identities::generation, Clock.systemUTC()),
                            new InMemoryDeviceBoundQueue(QUEUES, Clock.systemUTC(), record -> {
                            })),
                    new InMemoryNodeMessenger(), new InMemoryPresenceStore(Clock.systemUTC()), limits, new TestTime());
        }

        Shared replica() {
            return new Shared(stores, messenger.replica(), presence.replica(), limits, time);
        }
    }

    /** What is kept for all replicas. */
    record Stores(InMemoryIdentityStore identities, InMemoryPolicyStore policies, InMemoryAccessRulesStore rules,
            InMemoryTwinStore twins, InMemoryDeviceBoundQueue queue) {

    }

    MqttFixture() {
        this(Shared.guardedBy(GuessLimits.OFF));
    }

    MqttFixture(Shared shared) {
        this(shared, 0, new Tls("", "", Engine.AUTO), new AccessFixture.NoAuthority());
    }

    /** Also in TLS. */
    MqttFixture(int tlsPort, TlsConfig tls) {
        this(tlsPort, tls, new AccessFixture.NoAuthority());
    }

    /** Also in TLS, with certificate authorities. */
    MqttFixture(int tlsPort, TlsConfig tls, CertificateTrust trust) {
        this(Shared.guardedBy(GuessLimits.OFF), tlsPort, tls, trust);
    }

    private MqttFixture(Shared shared, int tlsPort, TlsConfig tls, CertificateTrust trust) {
        this.shared = shared;
        this.identities = shared.stores().identities();
        this.queue = shared.stores().queue();
        this.policies = shared.stores().policies();
        this.rules = shared.stores().rules();
        this.messenger = shared.messenger();
        this.presence = shared.presence();
        this.tlsPort = tlsPort;
        this.access = new AccessFixture(perhapsDown(IdentityStore.class, identities), policies, rules,
                AccessFixture.guard(shared.limits(), shared.time(), events::add), trust);
        put("dev1", true, KEYS);
        policies.save(new SharedAccessPolicy("device", Set.of(Permission.DEVICE_CONNECT), KEY, KEY)).await().indefinitely();
        policies.save(new SharedAccessPolicy("service", Set.of(Permission.SERVICE_CONNECT), KEY, KEY)).await().indefinitely();
        this.twinStore = perhapsDown(TwinStore.class, shared.stores().twins());
        this.notices = new DesiredNotices(twinStore, connections, messenger);
        this.twins = new TwinService(twinStore, notices,
                new NotificationForwarder(identities.notifications(), intake, stored -> List.of(),
                        new HubNames(HOST, Set.of(), "nave"), new ForwardingPace(Duration.ofDays(1))),
                new TwinSnapshots(twinStore, messenger));
        this.listener = listener(perhapsDown(SessionStore.class, identities.sessions()), tls, new Config(port, tlsPort));
        listener.open().await().atMost(Duration.ofSeconds(10));
    }

    /** Another replica of the same hub. */
    MqttFixture replica() {
        return new MqttFixture(shared.replica());
    }

    /** How this replica makes a change felt. */
    AccessChanges changes() {
        return new AccessChanges(access.review(connections), messenger, events::add);
    }

    private MqttListener listener(SessionStore sessionStore, TlsConfig tls, MqttConfig config) {
        HubNames names = new HubNames(HOST, Set.of("127.0.0.1"), "nave");
        ConnectionCalls calls = new ConnectionCalls(connections, presence, messenger, access.review(connections), events::add);
        calls.run().subscribe().with(nothing -> {
        });
        Authenticator authenticator = access.authenticator(names, Clock.systemUTC());
        MqttSessions sessions = new MqttSessions(calls, sessionStore, new MqttServices(new TelemetryService(intake), twins,
                perhapsDown(DeviceBoundQueue.class, queue), events::add, Clock.systemUTC(), config));
        MqttConnect connect = new MqttConnect(authenticator, connections, sessions, names, events::add, config);
        return new MqttListener(vertx, config, new ListenerTls(tls), connect, connections, events::add);
    }

    /** The same store, which fails while the stores are down. */
    private <T> T perhapsDown(Class<T> port, T store) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] { port },
                (proxy, method, arguments) -> storesAreDown
                        ? Uni.createFrom().failure(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "the store is gone"))
                        : ((Uni<?>) method.invoke(store, arguments)).invoke(this::runAfterReading)));
    }

    private void runAfterReading() {
        afterReading.run();
    }

    void put(String id, boolean enabled, Credentials credentials) {
        identities.put(new Device(new DeviceId(id), "gen-" + id, new ETag("e"), new DeviceStatus(enabled, "", Device.NEVER),
                credentials, EdgeScope.NONE));
    }

    MqttWire open() {
        return MqttWire.open(port);
    }

    /** A client of dev1 that is let in. */
    MqttWire connected() {
        MqttWire wire = open();
        wire.connect(connect("dev1"));
        return wire;
    }

    /** A port whose sockets somebody else accepts, who then hands them over. */
    int portOfAnother() {
        return vertx.createNetServer().connectHandler(listener::accept).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join().actualPort();
    }

    /** What the Node SDK sends to connect a device with its own key. */
    static MqttConnectFrame connect(String device) {
        return MqttConnectFrame.of(device, HOST + "/" + device + "/?api-version=2021-04-12", token(device));
    }

    static String token(String device) {
        return token(HOST + "%2Fdevices%2F" + URLEncoder.encode(device, StandardCharsets.UTF_8), FAR_AWAY, KEY, "");
    }

    static String token(String resource, long expiry, String key, String policy) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            byte[] signature = mac.doFinal((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
            return "SharedAccessSignature sr=" + resource + "&sig="
                    + URLEncoder.encode(Base64.getEncoder().encodeToString(signature), StandardCharsets.UTF_8) + "&se=" + expiry
                    + (policy.isEmpty() ? "" : "&skn=" + policy);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same in seconds from now. */
    static String tokenExpiringIn(String device, long seconds) {
        return token(HOST + "/devices/" + device, Instant.now().getEpochSecond() + seconds, KEY, "");
    }

    <T extends HubEvent> List<T> events(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Another listener, on another plain port. */
    MqttListener listenerOn(int plainPort) {
        return listener(identities.sessions(), new Tls("", "", Engine.AUTO), new Config(plainPort, 0));
    }

    /** A port that somebody else uses. */
    record Occupied(ServerSocket socket) implements AutoCloseable {

        static Occupied port() {
            try {
                return new Occupied(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int number() {
            return socket.getLocalPort();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void lookForLostNotices() {
        LostNotices.lookFor(notices);
    }

    void stop() {
        listener.close().await().atMost(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        stop();
        intake.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Certificate, key and engine. */
    record Tls(String certificate, String key, Engine engine) implements TlsConfig {
    }

    private record Config(int plainPort, int port) implements MqttConfig {

        @Override
        public String bindAddress() {
            return "127.0.0.1";
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(2);
        }

        @Override
        public int maxInFlight() {
            return 8;
        }

        @Override
        public MemorySize maxInFlightBytes() {
            return new MemorySize(BigInteger.valueOf(1 << 20));
        }
    }
}
