package io.nave.protocol.amqp;

import java.time.Clock;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.apache.qpid.proton.message.Message;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Peer;
import io.nave.hub.error.HubException;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.PartitionState;
import io.nave.protocol.amqp.RequestNode.Answer;
import io.smallrye.mutiny.Uni;

/**
 * {@code $management}: describes the event hub and its partitions, in exactly the AMQP types that clients cast to
 * (service-protocols §7.4). Works before any token was put, because the Java client carries its token in each request.
 */
final class ManagementNode {

    private static final String HUB = "com.microsoft:eventhub";
    private static final String PARTITION = "com.microsoft:partition";
    private static final String UNAUTHORIZED = "amqp:unauthorized-access";

    private final AmqpServices services;
    private final AmqpLoop loop;
    private final Peer peer;
    private final Grants grants;
    private final Predicate<Caller> granted;

    ManagementNode(AmqpServices services, AmqpLoop loop, Peer peer, Grants grants, Predicate<Caller> granted) {
        this.services = services;
        this.loop = loop;
        this.peer = peer;
        this.grants = grants;
        this.granted = granted;
    }

    Uni<Answer> answer(Message request) {
        String token = RequestMessage.property(request, "security_token");
        if (grants.cover(pathOf(request))) {
            return read(request);
        }
        if (token.isEmpty()) {
            return refuse(401, UNAUTHORIZED, "Put a token on $cbs first, or send it as security_token");
        }
        return services.callerOf(token, peer).emitOn(loop::run)
                .chain(caller -> readAs(caller, request))
                .onFailure(HubException.class).recoverWithItem(Answer::refusal);
    }

    /**
     * What a token must cover: what is asked about. Clients make their token out to the name that they were given, and who has
     * a wrong name must hear 404, not that the key is wrong.
     */
    private String pathOf(Message request) {
        String name = RequestMessage.property(request, "name");
        return (name.isEmpty() ? services.names().eventHub() : name) + "/$management";
    }

    private Uni<Answer> readAs(Caller caller, Message request) {
        if (!grants.covers(caller, pathOf(request))) {
            return refuse(401, UNAUTHORIZED, "The token grants no ServiceConnect to this event hub");
        }
        return granted.test(caller) ? read(request)
                : refuse(403, "amqp:resource-limit-exceeded", "There are too many tokens on this connection");
    }

    private Uni<Answer> read(Message request) {
        String name = RequestMessage.property(request, "name");
        if (!RequestMessage.property(request, "operation").equals("READ")) {
            return refuse(400, "amqp:not-implemented", "The operation is READ");
        }
        if (!services.names().isEventHub(name)) {
            return refuse(404, "amqp:not-found", AmqpErrors.entityNotFoundText(services.names().host(), name));
        }
        return switch (RequestMessage.property(request, "type")) {
            case HUB -> Uni.createFrom().item(Answer.ok("OK", describeHub(name)));
            case PARTITION -> readPartition(name, RequestMessage.property(request, "partition"));
            default -> refuse(400, "amqp:invalid-field", "The type is " + HUB + " or " + PARTITION);
        };
    }

    private Map<String, Object> describeHub(String name) {
        int count = services.log().partitionCount();
        Map<String, Object> hub = new LinkedHashMap<>();
        hub.put("name", name);
        hub.put("type", HUB);
        hub.put("created_at", timestamp(0));
        hub.put("partition_count", count);
        hub.put("partition_ids", IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new));
        hub.put("georeplication_factor", 1);
        return hub;
    }

    private Uni<Answer> readPartition(String name, String id) {
        EventLog log = services.log();
        int partition = PartitionId.parse(id, log.partitionCount());
        if (partition < 0) {
            return refuse(400, "com.microsoft:argument-out-of-range", AmqpErrors.noSuchPartitionText(log.partitionCount()));
        }
        return log.state(partition).map(state -> Answer.ok("OK", describePartition(name, id, state)));
    }

    private Map<String, Object> describePartition(String name, String id, PartitionState state) {
        Clock clock = services.clock();
        Map<String, Object> partition = new LinkedHashMap<>();
        partition.put("name", name);
        partition.put("type", PARTITION);
        partition.put("partition", id);
        partition.put("begin_sequence_number", state.beginSequenceNumber());
        partition.put("last_enqueued_sequence_number", state.lastSequenceNumber());
        partition.put("last_enqueued_offset", Long.toString(state.lastSequenceNumber()));
        partition.put("last_enqueued_time_utc", timestamp(state.lastEnqueuedAt()));
        partition.put("runtime_info_retrieval_time_utc", timestamp(clock.millis()));
        partition.put("is_partition_empty", state.isEmpty());
        return partition;
    }

    @SuppressWarnings("JavaUtilDate") // what the engine encodes as an AMQP timestamp
    private static Object timestamp(long millis) {
        return new Date(millis);
    }

    private static Uni<Answer> refuse(int status, String condition, String text) {
        return Uni.createFrom().item(Answer.refusal(status, condition, text));
    }
}
