package io.nave.protocol.amqp;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.error.TrackingId;
import io.nave.hub.message.MessageBody;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Requests and answers about a twin as AMQP messages (device-protocols §2.10): what is wanted stands in the annotations, and
 * the
 * answer has the request's correlation id with its AMQP type, {@code status} as an int and {@code version} as a long.
 */
final class DeviceTwinMessages {

    private static final Symbol RESOURCE = Symbol.getSymbol("resource");
    private static final Symbol VERSION = Symbol.getSymbol("version");
    private static final Symbol STATUS = Symbol.getSymbol("status");
    private static final Symbol OPERATION = Symbol.getSymbol("operation");
    private static final int LONGEST_ID = 1024;
    private static final int OVERHEAD = 16 * 1024;

    /** What a device wants. */
    enum Operation {
        GET,
        /** Of reported properties. */
        PATCH,
        /** To be told of desired properties. */
        PUT,
        /** To be told no more. */
        DELETE
    }

    /**
     * {@code operation} and {@code resource} are as the device wrote them; {@link #operation()} fails when they fit nothing.
     */
    record Request(String verb, String resource, OptionalLong version, @Nullable Object correlationId, MessageBody body) {

        /** Fails with ARGUMENT_INVALID. */
        Operation operation() {
            Operation operation = Stream.of(Operation.values()).filter(one -> one.name().equalsIgnoreCase(verb)).findFirst()
                    .orElseThrow(() -> invalid("The annotation 'operation' is GET, PATCH, PUT or DELETE"));
            String wanted = switch (operation) {
                case GET -> resource;
                case PATCH -> "/properties/reported";
                case PUT, DELETE -> "/notifications/twin/properties/desired";
            };
            if (!wanted.equalsIgnoreCase(resource)) {
                throw invalid("The annotation 'resource' of " + operation + " is " + wanted);
            }
            return operation;
        }
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }

    static Request read(Message message) {
        MessageAnnotations annotations = message.getMessageAnnotations();
        Map<Symbol, Object> map = annotations == null || annotations.getValue() == null ? Map.of() : annotations.getValue();
        OptionalLong version = map.get(VERSION) instanceof Number number ? OptionalLong.of(number.longValue())
                : OptionalLong.empty();
        Object correlationId = message.getCorrelationId() == null ? message.getMessageId() : message.getCorrelationId();
        return new Request(text(map.get(OPERATION)), text(map.get(RESOURCE)), version, bounded(correlationId),
                MessageBody.of(DeviceMethods.bodyOf(message)));
    }

    /** Nobody's request has an id that long. */
    private static @Nullable Object bounded(@Nullable Object id) {
        return String.valueOf(id).length() > LONGEST_ID ? null : id;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** The answer to a request; {@code body} is JSON or empty. */
    byte[] answer(Request request, int status, OptionalLong version, String body) {
        Message message = Proton.message();
        message.setCorrelationId(request.correlationId());
        Map<Symbol, Object> annotations = version.isPresent() ? Map.of(STATUS, status, VERSION, version.getAsLong())
                : Map.of(STATUS, status);
        message.setMessageAnnotations(new MessageAnnotations(annotations));
        return encode(message, body);
    }

    /** Desired properties changed; without a correlation id, by which devices know that it is no answer. */
    byte[] change(long version, String patch) {
        Message message = Proton.message();
        message.setMessageAnnotations(new MessageAnnotations(Map.of(RESOURCE, "/properties/desired", VERSION, version)));
        return encode(message, patch);
    }

    private static byte[] encode(Message message, String body) {
        byte[] content = body.getBytes(UTF_8);
        message.setBody(new Data(new Binary(content)));
        byte[] bytes = new byte[content.length + OVERHEAD];
        return Arrays.copyOf(bytes, message.encode(bytes, 0, bytes.length));
    }

    /** The body of a refusal (device-protocols §2.10). */
    static String error(HubException cause, Instant now) {
        return JsonNodeFactory.instance.objectNode()
                .put("errorCode", cause.code().number())
                .put("trackingId", TrackingId.at(now))
                .put("message", cause.detail())
                .put("timestampUtc", now.toString())
                .toString();
    }
}
