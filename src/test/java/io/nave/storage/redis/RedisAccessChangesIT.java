package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.nave.hub.access.AccessFixture;
import io.nave.hub.access.AccessReview;
import io.nave.hub.access.InMemoryAccessRulesStore;
import io.nave.hub.access.InMemoryPolicyStore;
import io.nave.hub.access.StubBearerTokens;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.connections.ConnectionCalls;
import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.guessing.TestTime;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.InMemoryIdentityStore;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.rules.AccessRulesService;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A change of the access rules on one replica ends connections on another, over a real Redis. */
class RedisAccessChangesIT {

    @RegisterExtension
    static final RedisEngine ENGINE = new RedisEngine();

    private final InMemoryIdentityStore identities = new InMemoryIdentityStore();
    private final InMemoryPolicyStore policies = new InMemoryPolicyStore();
    private final InMemoryAccessRulesStore rules = new InMemoryAccessRulesStore();
    private TestReplica here;
    private TestReplica there;
    private AccessRulesService service;
    private final ConnectionTable connectionsThere = new ConnectionTable();

    @BeforeEach
    void start() {
        here = new TestReplica(ENGINE.settings(), Clock.systemUTC());
        there = new TestReplica(ENGINE.settings(), Clock.systemUTC());
        service = new AccessRulesService(rules, new AccessChanges(review(new ConnectionTable()), here.messenger, event -> {
        }), new StubBearerTokens(true));
        new ConnectionCalls(connectionsThere, there.presence, there.messenger, review(connectionsThere), event -> {
        }).run().subscribe().with(nothing -> {
        });
        await().ignoreExceptions().until(this::isListening);
    }

    @AfterEach
    void end() {
        here.close();
        there.close();
    }

    @Test
    void deniedDevicesAreCutElsewhereWithinATenthOfASecond() throws InterruptedException {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            // given
            Connection denied = connected("denied-" + i);
            Connection other = connected("other-" + i);

            // when
            long start = System.nanoTime();
            DeviceId device = denied.client().device();
            service.changeDevices(lists -> lists.deny(device)).await().atMost(Duration.ofSeconds(10));

            // then
            assertThat(denied.cuts().poll(10, TimeUnit.SECONDS)).isEqualTo(CutReason.REVOKED);
            times.add(Duration.ofNanos(System.nanoTime() - start));
            assertThat(other.cuts()).isEmpty();
        }
        times.sort(null);
        assertThat(times.get(times.size() / 2)).isLessThan(Duration.ofMillis(100));
    }

    private Connection connected(String device) {
        Connection connection = new Connection(ClientId.of(device), new LinkedBlockingQueue<>());
        connectionsThere.enter(connection);
        return connection;
    }

    private AccessReview review(ConnectionTable connections) {
        return new AccessFixture(identities, policies, rules, AccessFixture.guard(GuessLimits.OFF, new TestTime(), event -> {
        })).review(connections);
    }

    private boolean isListening() {
        Request numsub = Request.cmd(Command.PUBSUB).arg("NUMSUB").arg("nave:calls");
        return here.redis.sendAndAwait(numsub).get(1).toInteger() == 1;
    }

    /** A connection that notes why it was cut. */
    private record Connection(ClientId client, BlockingQueue<CutReason> cuts) implements DeviceConnection {

        @Override
        public ConnectionProof proof() {
            return new ConnectionProof("generation", "10.0.0.1", new Evidence.OwnKey("fingerprint"));
        }

        @Override
        public void desiredChanged(DesiredChange change) {
            // nobody listens
        }

        @Override
        public void cut(CutReason reason) {
            cuts.add(reason);
        }
    }
}
