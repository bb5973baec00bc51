package io.nave.protocol.amqp;

import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Reading the event hub and its partitions (service-protocols §7.4). */
final class ManagementNodeTest extends WireTest {

    private static Map<String, Object> read(String name, String type, String partition, String token) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("operation", "READ");
        properties.put("name", name);
        properties.put("type", "com.microsoft:" + type);
        if (!partition.isEmpty()) {
            properties.put("partition", partition);
        }
        if (!token.isEmpty()) {
            properties.put("security_token", token);
        }
        return properties;
    }

    private static Message ask(AmqpPeer peer, int node, Map<String, Object> properties) {
        peer.send(node, AmqpPeer.request(UnsignedLong.valueOf(1), properties), true);
        return peer.message();
    }

    private static Map<?, ?> body(Message reply) {
        assertThat(AmqpPeer.statusOf(reply)).isEqualTo(200).isInstanceOf(Integer.class);
        return (Map<?, ?>) ((AmqpValue) reply.getBody()).getValue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "$management", "telemetry/$management" })
    void javaClientReadsBeforeAnyTokenWasPut(String address) {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            int node = peer.attachNode(address);

            // when
            Message reply = ask(peer, node, read("telemetry", "eventhub", "", token("telemetry")));

            // then
            Map<?, ?> hub = body(reply);
            assertThat(reply.getCorrelationId()).isEqualTo(UnsignedLong.valueOf(1));
            assertThat(hub.get("name")).isEqualTo("telemetry");
            assertThat(hub.get("type")).isEqualTo("com.microsoft:eventhub");
            assertThat(hub.get("created_at")).isInstanceOf(Date.class);
            assertThat(hub.get("partition_count")).isEqualTo(4);
            assertThat((Object[]) hub.get("partition_ids")).containsExactly("0", "1", "2", "3");
            assertThat(hub.get("georeplication_factor")).isEqualTo(1);
        }
    }

    @Test
    void partitionIsDescribedInTheTypesThatClientsCastTo() {
        try (AmqpPeer peer = backEnd()) {
            // given
            endpoint.append(2, "a", "b", "c");
            int node = peer.attachNode("$management");

            // when
            Map<?, ?> partition = body(ask(peer, node, read("telemetry", "partition", "2", "")));

            // then
            assertThat(partition.get("name")).isEqualTo("telemetry");
            assertThat(partition.get("type")).isEqualTo("com.microsoft:partition");
            assertThat(partition.get("partition")).isEqualTo("2");
            assertThat(partition.get("begin_sequence_number")).isEqualTo(0L);
            assertThat(partition.get("last_enqueued_sequence_number")).isEqualTo(2L);
            assertThat(partition.get("last_enqueued_offset")).isEqualTo("2");
            assertThat(partition.get("last_enqueued_time_utc")).isEqualTo(new Date(1_700_000_000_003L));
            assertThat(partition.get("runtime_info_retrieval_time_utc")).isEqualTo(Date.from(clock.instant()));
            assertThat(partition.get("is_partition_empty")).isEqualTo(false);
        }
    }

    @Test
    void emptyPartitionHasNumbersOfItsOwn() {
        try (AmqpPeer peer = backEnd()) {
            // when
            Map<?, ?> partition = body(ask(peer, peer.attachNode("$management"), read("hub1", "partition", "0", "")));

            // then
            assertThat(partition.get("begin_sequence_number")).isEqualTo(0L);
            assertThat(partition.get("last_enqueued_sequence_number")).isEqualTo(-1L);
            assertThat(partition.get("last_enqueued_offset")).isEqualTo("-1");
            assertThat(partition.get("is_partition_empty")).isEqualTo(true);
        }
    }

    @Test
    void partitionIdsAreAnArrayOnTheWire() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int node = peer.attachNode("$management");

            // when
            peer.send(node, AmqpPeer.request("1", read("telemetry", "eventhub", "", "")), true);
            byte[] reply = peer.transfer().payload();

            // then
            byte[] array = { (byte) 0xA1, 13, 'p', 'a', 'r', 't', 'i', 't', 'i', 'o', 'n', '_', 'i', 'd', 's', (byte) 0xE0, 10,
                    4,
                    (byte) 0xA1, 1, '0', 1, '1', 1, '2', 1, '3' };
            assertThat(reply).containsSequence(array);
        }
    }

    @Test
    void unknownEventHubIs404WithTheTextThatStopsRetries() {
        try (AmqpPeer peer = backEnd()) {
            // when
            Message reply = ask(peer, peer.attachNode("$management"), read("other", "eventhub", "", ""));

            // then
            assertThat(AmqpPeer.statusOf(reply)).isEqualTo(404);
            assertThat((String) reply.getApplicationProperties().getValue().get("status-description"))
                    .matches("The messaging entity 'sb://hub1.example.com/other' could not be found.*");
        }
    }

    @Test
    void unknownEventHubIs404ForATokenThatIsMadeOutToItToo() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // when: as every Event Hubs client with a wrong EntityPath does
            Message reply = ask(peer, peer.attachNode("$management"), read("other", "eventhub", "", token("other")));

            // then
            assertThat(AmqpPeer.statusOf(reply)).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "4", "-1", "x", "" })
    void unknownPartitionIs400(String partition) {
        try (AmqpPeer peer = backEnd()) {
            // when
            Message reply = ask(peer, peer.attachNode("$management"), read("telemetry", "partition", partition, ""));

            // then
            assertThat(AmqpPeer.statusOf(reply)).isEqualTo(400);
            assertThat((String) reply.getApplicationProperties().getValue().get("status-description"))
                    .contains("between 0 and 3");
        }
    }

    @Test
    void nonsenseIs400() {
        try (AmqpPeer peer = backEnd()) {
            int node = peer.attachNode("$management");
            assertThat(AmqpPeer.statusOf(ask(peer, node, read("telemetry", "queue", "", "")))).isEqualTo(400);
            assertThat(AmqpPeer.statusOf(ask(peer, node, Map.of("operation", "DELETE")))).isEqualTo(400);
            assertThat(AmqpPeer.statusOf(ask(peer, node, Map.of()))).isEqualTo(400);
        }
    }

    @Test
    void withoutAValidTokenItIs401WithTheCondition() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            int node = peer.attachNode("$management");
            String device = Tokens.eventHubs("amqp://hub1.example.com/telemetry", "device", inAnHour());
            for (String token : new String[] { "", "nonsense", device, token("other") }) {
                // when
                Message reply = ask(peer, node, read("telemetry", "eventhub", "", token));

                // then
                assertThat(AmqpPeer.statusOf(reply)).isEqualTo(401);
                assertThat(reply.getApplicationProperties().getValue().get("error-condition"))
                        .isEqualTo(Symbol.getSymbol("amqp:unauthorized-access"));
            }
        }
    }

    @Test
    void answerGoesToTheLinkThatTheRequestNames() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int node = peer.attachNode("$management");
            Attach other = peer.receiver("$management");
            ((Target) other.getTarget()).setAddress("elsewhere");
            peer.attached(other);
            peer.credit(other, 10, 0);
            Message request = AmqpPeer.request("1", read("telemetry", "eventhub", "", ""));
            request.setReplyTo("elsewhere");

            // when
            peer.send(node, request, true);
            Message reply = peer.message();

            // then
            assertThat(reply.getAddress()).isEqualTo("elsewhere");
        }
    }

    @Test
    void answersWaitForCredit() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach requests = peer.sender("$management");
            peer.attached(requests);
            peer.wire.expect(Flow.class);
            Attach replies = peer.receiver("$management");
            ((Target) replies.getTarget()).setAddress("replies");
            peer.attached(replies);
            peer.send(requests.getHandle().intValue(), AmqpPeer.request("1", read("telemetry", "eventhub", "", "")), true);

            // when
            peer.credit(replies, 1, 0);

            // then
            assertThat(body(peer.message())).isNotEmpty();
        }
    }
}
