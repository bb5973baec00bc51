package io.nave.protocol.amqp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnknownDescribedType;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may read what from where (service-protocols §7.5, §7.6, §7.8, §7.9). */
final class EventConsumerAttachTest extends WireTest {

    private static final Symbol SELECTOR = Symbol.getSymbol("apache.org:selector-filter:string");

    static Attach filtered(AmqpPeer peer, String address, Object filter) {
        Attach attach = peer.receiver(address);
        ((Source) attach.getSource()).setFilter(Map.of(SELECTOR, filter));
        return attach;
    }

    private static Attach named(Attach attach, String name, Long epoch) {
        Map<Symbol, Object> properties = new HashMap<>();
        properties.put(Symbol.getSymbol("com.microsoft:receiver-name"), name);
        if (epoch != null) {
            properties.put(Symbol.getSymbol("com.microsoft:epoch"), epoch);
        }
        attach.setProperties(properties);
        return attach;
    }

    private static String condition(ErrorCondition error) {
        return error.getCondition().toString();
    }

    @Test
    void answerEchoesSourceWithFilterAndTarget() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach attach = filtered(peer, AmqpPeer.PARTITION_0,
                    new UnknownDescribedType(UnsignedLong.valueOf(0x468C00000004L),
                            "amqp.annotation.x-opt-offset > '@latest'"));
            attach.setSndSettleMode(SenderSettleMode.UNSETTLED);
            attach.setRcvSettleMode(ReceiverSettleMode.SECOND);

            // when
            Attach answer = peer.attached(attach);

            // then
            Source source = (Source) answer.getSource();
            assertThat(source.getAddress()).isEqualTo(AmqpPeer.PARTITION_0);
            DescribedType filter = (DescribedType) source.getFilter().get(SELECTOR);
            assertThat(filter.getDescriptor()).isEqualTo(UnsignedLong.valueOf(0x468C00000004L));
            assertThat(filter.getDescribed()).isEqualTo("amqp.annotation.x-opt-offset > '@latest'");
            assertThat(((Target) answer.getTarget()).getAddress()).isEqualTo(((Target) attach.getTarget()).getAddress());
            assertThat(answer.getInitialDeliveryCount().intValue()).isZero();
            assertThat(answer.getSndSettleMode()).isEqualTo(SenderSettleMode.SETTLED);
            assertThat(answer.getRcvSettleMode()).isEqualTo(ReceiverSettleMode.SECOND);
            assertThat(answer.getMaxMessageSize()).isEqualTo(UnsignedLong.valueOf(1048576));
            assertThat(answer.getOfferedCapabilities()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "telemetry/ConsumerGroups/$Default/Partitions/3",
            "/TELEMETRY/consumergroups/$default/partitions/3",
            "amqps://hub1.example.com:5671/hub1/ConsumerGroups/%24Default/Partitions/3",
            "hub1/ConsumerGroups/dashboard/Partitions/3" })
    void addressInEverySpellingIsRead(String address) {
        // given
        endpoint.groups.create("Dashboard").await().indefinitely();
        endpoint.append(3, "hello");
        try (AmqpPeer peer = backEnd()) {
            Attach attach = peer.receiver(address);

            // when
            peer.attached(attach);
            peer.credit(attach, 1, 0);

            // then
            assertThat(peer.event()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "amqp.annotation.x-opt-offset > '-1'                       | e0",
            "amqp.annotation.x-opt-offset > '3'                        | e4",
            "amqp.annotation.x-opt-offset >= '3'                       | e3",
            "amqp.annotation.x-opt-sequence-number > 5                 | e6",
            "amqp.annotation.x-opt-sequence-number >= '5'              | e5",
            "amqp.annotation.x-opt-enqueued-time > '1700000000003'     | e3",
            "amqp.annotation.x-opt-enqueuedtimeutc > 1700000000004     | e4" })
    void readerStartsWhereItsFilterSays(String expression, String first) {
        // given
        endpoint.append(0, "e0", "e1", "e2", "e3", "e4", "e5", "e6");
        try (AmqpPeer peer = backEnd()) {
            Attach attach = filtered(peer, AmqpPeer.PARTITION_0, new UnknownDescribedType(SELECTOR, expression));

            // when
            peer.attached(attach);
            peer.credit(attach, 1, 0);

            // then
            assertThat(peer.event()).isEqualTo(first);
        }
    }

    @Test
    void latestIsFixedWhenTheLinkIsAttached() {
        // given
        endpoint.append(0, "before");
        try (AmqpPeer peer = backEnd()) {
            Attach attach = filtered(peer, AmqpPeer.PARTITION_0, "amqp.annotation.x-opt-offset > '@latest'");
            peer.attached(attach);
            endpoint.append(0, "after");

            // when
            peer.credit(attach, 10, 0);

            // then
            assertThat(peer.event()).isEqualTo("after");
        }
    }

    @Test
    void whatIsNotThereIsRefusedInTheWordsOfTheService() {
        try (AmqpPeer peer = backEnd()) {
            ErrorCondition partition = peer.refused(peer.receiver("telemetry/ConsumerGroups/$Default/Partitions/4"));
            assertThat(condition(partition)).isEqualTo("com.microsoft:argument-out-of-range");
            assertThat(partition.getDescription())
                    .isEqualTo("The specified partition is invalid for an EventHub partition sender"
                            + " or receiver. It should be between 0 and 3.");

            ErrorCondition group = peer.refused(peer.receiver("telemetry/ConsumerGroups/none/Partitions/0"));
            assertThat(condition(group)).isEqualTo("amqp:not-found");
            assertThat(group.getDescription()).matches("The messaging entity .* could not be found.*");

            ErrorCondition hub = peer.refused(peer.receiver("other/ConsumerGroups/$Default/Partitions/0"));
            assertThat(condition(hub)).isEqualTo("amqp:not-found");
            assertThat(hub.getDescription()).matches("The messaging entity .* could not be found.*");

            ErrorCondition filter = peer.refused(filtered(peer, AmqpPeer.PARTITION_0, "color = 'red'"));
            assertThat(condition(filter)).isEqualTo("amqp:invalid-field");
            assertThat(filter.getDescription()).contains("color = 'red'");
        }
    }

    @Test
    void positionBehindTheEndIsRefused() {
        // given
        endpoint.append(0, "e0", "e1");
        try (AmqpPeer peer = backEnd()) {
            // when
            ErrorCondition error = peer.refused(filtered(peer, AmqpPeer.PARTITION_0, "amqp.annotation.x-opt-offset > '2'"));

            // then
            assertThat(condition(error)).isEqualTo("com.microsoft:argument-error");
            assertThat(error.getDescription())
                    .isEqualTo("The supplied offset '2' is invalid. The last offset in the system is '1'");
            peer.attached(filtered(peer, AmqpPeer.PARTITION_0, "amqp.annotation.x-opt-offset > '1'"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "telemetry", "telemetry/Partitions/0", "telemetry/ConsumerGroups/$Default/Partitions/0" })
    void sendingIsRefused(String address) {
        try (AmqpPeer peer = backEnd()) {
            ErrorCondition error = peer.refused(peer.sender(address));
            assertThat(condition(error)).isEqualTo("amqp:not-allowed");
            assertThat(error.getDescription()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/messages/servicebound/other", "/messages/devicebound/other" })
    void nodesThatAreNotThereAreNotFound(String address) {
        try (AmqpPeer peer = backEnd()) {
            assertThat(condition(peer.refused(peer.sender(address)))).isEqualTo("amqp:not-found");
            assertThat(condition(peer.refused(peer.receiver(address)))).isEqualTo("amqp:not-found");
        }
    }

    @Test
    void backEndIsNoDevice() {
        try (AmqpPeer peer = backEnd()) {
            assertThat(condition(peer.refused(peer.sender("/devices/d1/messages/events"))))
                    .isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void equalEpochStealsAndTheLoserIsTold() {
        try (AmqpPeer first = backEnd(); AmqpPeer second = backEnd()) {
            // given
            first.attached(named(first.receiver(AmqpPeer.PARTITION_0), "P1", 0L));

            // when
            second.attached(named(second.receiver(AmqpPeer.PARTITION_0), "P2", 0L));

            // then
            ErrorCondition error = first.detached();
            assertThat(condition(error)).isEqualTo("amqp:link:stolen");
            assertThat(error.getDescription()).isEqualTo("New receiver 'P2' with higher epoch of '0' is created hence current"
                    + " receiver 'P1' with epoch '0' is getting disconnected. If you are recreating the receiver, make sure a"
                    + " higher epoch is used.");
        }
    }

    @Test
    void lowerEpochAndNoEpochAreRefused() {
        try (AmqpPeer owner = backEnd(); AmqpPeer late = backEnd()) {
            // given
            owner.attached(named(owner.receiver(AmqpPeer.PARTITION_0), "", 1L));

            // when
            ErrorCondition lower = late.refused(named(late.receiver(AmqpPeer.PARTITION_0), "", 0L));
            ErrorCondition none = late.refused(late.receiver(AmqpPeer.PARTITION_0));

            // then
            assertThat(condition(lower)).isEqualTo("amqp:link:stolen");
            assertThat(lower.getDescription())
                    .startsWith("Receiver 'nil' with a higher epoch '1' already exists. Receiver 'nil'"
                            + " with epoch 0 cannot be created. Make sure you are creating receiver with increasing epoch value");
            assertThat(none.getDescription())
                    .isEqualTo("At least one receiver for the endpoint is created with epoch of '1', and"
                            + " so non-epoch receiver is not allowed. Either reconnect with a higher epoch, or make sure all epoch"
                            + " receivers are closed or disconnected.");
        }
    }

    @Test
    void sixthReaderWithoutEpochIsRefused() {
        try (AmqpPeer peer = backEnd()) {
            // given
            for (int i = 0; i < 5; i++) {
                peer.attached(named(peer.receiver(AmqpPeer.PARTITION_0), "R" + i, null));
            }

            // when
            ErrorCondition error = peer.refused(peer.receiver(AmqpPeer.PARTITION_0));

            // then
            assertThat(condition(error)).isEqualTo("amqp:resource-limit-exceeded");
            assertThat(error.getDescription()).isEqualTo("Exceeded the maximum number of allowed receivers per partition in a"
                    + " consumer group which is 5. List of connected receivers - R0, R1, R2, R3, R4.");
        }
    }

    @Test
    void readerThatLeavesMakesRoom() {
        List<AmqpPeer> peers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            AmqpPeer peer = backEnd();
            peer.attached(peer.receiver(AmqpPeer.PARTITION_0));
            peers.add(peer);
        }

        // when one detaches and one hangs up
        Detach detach = new Detach();
        detach.setHandle(UnsignedInteger.valueOf(2));
        detach.setClosed(true);
        peers.getFirst().wire.send(0, detach);
        assertThat(peers.getFirst().detached()).isNull();
        peers.get(1).close();

        // then
        Awaitility.await().until(() -> endpoint.readers.count("$Default", 0) == 3);
        assertThat(endpoint.log.listenerCount(0)).isEqualTo(3);
        peers.forEach(AmqpPeer::close);
    }

    @Test
    void sameLinkNameOnTwoSessionsIsTwoLinks() {
        // given
        endpoint.append(0, "zero");
        endpoint.append(1, "one");
        try (AmqpPeer peer = backEnd()) {
            peer.wire.send(1, AmqpPeer.begin());
            peer.wire.expect(Begin.class);
            Attach first = peer.receiver(AmqpPeer.PARTITION_0);
            Attach second = peer.receiver("telemetry/ConsumerGroups/$Default/Partitions/1");
            first.setName("ReceiverLink");
            second.setName("ReceiverLink");

            // when
            peer.attached(first);
            peer.wire.send(1, second);
            peer.wire.expect(Attach.class);
            peer.wire.send(1, AmqpPeer.flow(second, 1, 0));

            // then
            assertThat(peer.event()).isEqualTo("one");
            peer.credit(first, 1, 0);
            assertThat(peer.event()).isEqualTo("zero");
        }
    }
}
