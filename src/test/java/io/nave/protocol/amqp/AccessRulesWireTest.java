package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.amqp.security.SaslMechanisms;
import org.apache.qpid.proton.amqp.security.SaslOutcome;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;

import io.nave.hub.access.AccessRules;
import io.nave.hub.access.DeniedCertificates;
import io.nave.hub.access.DeviceLists;
import io.nave.hub.access.PolicyService.KeyChange;
import io.nave.hub.access.ProofSwitches;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.network.IpRule.Action;
import io.nave.hub.network.NetworkRules;

import static org.assertj.core.api.Assertions.assertThat;

/** Access rules and guessing as a reader of the built-in endpoint meets them (device-protocols §5.6). */
final class AccessRulesWireTest extends WireTest {

    private static final int AUTH = 1;
    private static final int TEMPORARY = 4;

    @Test
    void networkRulesThatHoldForReadersRefuseTheirTokensAndEndTheirLinks() {
        try (AmqpPeer reader = backEnd(); AmqpPeer late = AmqpPeer.open(endpoint)) {
            // given
            reader.attached(reader.receiver(AmqpPeer.PARTITION_0));

            // when
            endpoint.apply(rules(ProofSwitches.ON, new NetworkRules(Action.REJECT, true, List.of())));

            // then
            assertThat(reader.detached().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
            assertUnauthorized(late.putToken(hubToken()));
            assertThat(plain("service", hubToken())).isEqualTo(AUTH);
        }
    }

    @Test
    void networkRulesThatSpareReadersDoNotTouchThem() {
        try (AmqpPeer reader = backEnd()) {
            // given
            reader.attached(reader.receiver(AmqpPeer.PARTITION_0));

            // when
            endpoint.apply(rules(ProofSwitches.ON, new NetworkRules(Action.REJECT, false, List.of())));

            // then
            try (AmqpPeer another = backEnd()) {
                another.attached(another.receiver(AmqpPeer.PARTITION_0));
            }
        }
    }

    @Test
    void switchedOffPoliciesEndTheirLinksAndAreRefused() {
        try (AmqpPeer reader = backEnd(); AmqpPeer late = AmqpPeer.open(endpoint)) {
            // given
            reader.attached(reader.receiver(AmqpPeer.PARTITION_0));

            // when
            endpoint.apply(rules(new ProofSwitches(true, false, false), NetworkRules.OPEN));

            // then
            assertThat(reader.detached().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
            assertUnauthorized(late.putToken(hubToken()));
            assertThat(plain("service", AmqpEndpoint.KEY)).isEqualTo(AUTH);
        }
    }

    @Test
    void regeneratedKeyEndsTheLinksThatRestOnItAndNoOthers() {
        try (AmqpPeer byPrimary = backEnd()) {
            // given
            byPrimary.attached(byPrimary.receiver(AmqpPeer.PARTITION_0));

            // when
            endpoint.rotate("service", KeyChange.SECONDARY);
            endpoint.rotate("service", KeyChange.SWAP);
            try (AmqpPeer another = backEnd()) {
                another.attached(another.receiver(AmqpPeer.PARTITION_0));
            }
            endpoint.rotate("service", KeyChange.SECONDARY);

            // then
            assertThat(byPrimary.detached().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
            assertThat(plain("service", AmqpEndpoint.KEY)).isEqualTo(AUTH);
        }
    }

    @Test
    void whoGuessesIsAnsweredLateAndThenToldToTryLater() {
        GuessLimits few = new GuessLimits(true, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1000);
        try (AmqpEndpoint guarded = AmqpEndpoint.guarded(vertx(), clock, few)) {
            String wrong = hubToken().replace("sig=", "sig=AAAA");
            try (AmqpPeer first = AmqpPeer.open(guarded); AmqpPeer second = AmqpPeer.open(guarded)) {
                // given
                assertUnauthorized(first.putToken(wrong));

                // when
                RawAmqp waiting = sasl(guarded.port, "service", "AAAA");
                org.awaitility.Awaitility.await().until(() -> guarded.guardTime.waiting() == 1);

                // then
                Message refused = second.putToken(wrong);
                assertThat(AmqpPeer.statusOf(refused)).isEqualTo(429);
                assertThat(refused.getApplicationProperties().getValue().get("error-condition"))
                        .isEqualTo(Symbol.getSymbol("com.microsoft:device-container-throttled"));
                assertThat(outcome(sasl(guarded.port, "service", "AAAA"))).isEqualTo(TEMPORARY);
                guarded.guardTime.advance(Duration.ofSeconds(1));
                assertThat(outcome(waiting)).isEqualTo(AUTH);
            }
        }
    }

    private static void assertUnauthorized(Message reply) {
        assertThat(AmqpPeer.statusOf(reply)).isEqualTo(401);
        assertThat(reply.getApplicationProperties().getValue().get("error-condition"))
                .isEqualTo(Symbol.getSymbol("amqp:unauthorized-access"));
    }

    private int plain(String user, String password) {
        return outcome(sasl(endpoint.port, user, password));
    }

    private static RawAmqp sasl(int port, String user, String password) {
        RawAmqp wire = new RawAmqp(port);
        wire.write(RawAmqp.SASL_HEADER);
        wire.expectHeader(RawAmqp.SASL_HEADER);
        wire.expect(SaslMechanisms.class);
        SaslInit init = new SaslInit();
        init.setMechanism(Symbol.getSymbol("PLAIN"));
        init.setInitialResponse(new Binary(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8)));
        wire.sendSasl(init);
        return wire;
    }

    private static int outcome(RawAmqp wire) {
        try (wire) {
            return wire.expect(SaslOutcome.class).getCode().ordinal();
        }
    }

    private static AccessRules rules(ProofSwitches switches, NetworkRules network) {
        return new AccessRules(switches, DeviceLists.EVERYBODY, DeniedCertificates.NONE, network);
    }
}
