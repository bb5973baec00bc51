package io.nave.protocol.amqp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.message.amqp.AmqpBytes;
import io.nave.hub.methods.DeviceAnswer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The direct methods of a device (device-protocols §2.9): asked over one link, answered over the other, so it takes methods
 * when
 * both are there and it gave credit. Who asks bounds how many are under way. Confined to the connection's event loop.
 */
final class DeviceMethods {

    private static final int PROPERTIES = 0x73;
    private static final int APPLICATION_PROPERTIES = 0x74;
    private static final int DATA = 0x75;
    private static final int FIELDS_TO_CORRELATION = 6;

    private final AmqpLoop loop;
    private final Runnable whenOnline;
    private final AmqpBytes out = new AmqpBytes();
    private final Map<UUID, Pending> pending = new HashMap<>(2);
    private @Nullable ReplyLink requests;
    private boolean answers;
    private boolean online;

    private record Pending(Consumer<MethodAnswer> answer, long timer) {
    }

    /** {@code whenOnline} is run when the device takes methods from then on. */
    DeviceMethods(AmqpLoop loop, Runnable whenOnline) {
        this.loop = loop;
        this.whenOnline = whenOnline;
    }

    /** The link over which the device is asked; null when it is gone. */
    void requestsOver(@Nullable ReplyLink link) {
        requests = link;
        changed();
    }

    /** Whether the link over which the device answers is there. */
    void answersOver(boolean present) {
        answers = present;
        changed();
    }

    private void changed() {
        boolean was = online;
        online = answers && requests != null && requests.isOpen();
        if (!online) {
            List.copyOf(pending.keySet()).forEach(id -> end(id, MethodAnswer.DISCONNECTED));
        } else if (!was) {
            whenOnline.run();
        }
    }

    void invoke(MethodRequest request, Consumer<MethodAnswer> answer) {
        ReplyLink link = requests;
        if (!online || link == null || !link.isOpen()) {
            answer.accept(MethodAnswer.NOT_ONLINE);
        } else if (!link.isHeard()) {
            answer.accept(MethodAnswer.TOO_MANY);
        } else {
            ask(link, request, answer);
        }
    }

    private void ask(ReplyLink link, MethodRequest request, Consumer<MethodAnswer> answer) {
        UUID id = UUID.randomUUID();
        long timer = loop.after(request.timeout().toMillis(), TimeUnit.MILLISECONDS, () -> end(id, MethodAnswer.TIMED_OUT));
        pending.put(id, new Pending(answer, timer));
        link.send(encode(id, request));
    }

    /** The correlation id is a uuid and the body a data section: some clients take nothing else. */
    private byte[] encode(UUID id, MethodRequest request) {
        out.clear();
        out.section(PROPERTIES);
        int list = out.startList();
        for (int i = 1; i < FIELDS_TO_CORRELATION; i++) {
            out.writeNull();
        }
        out.writeUuid(id);
        out.end(list, FIELDS_TO_CORRELATION);
        out.section(APPLICATION_PROPERTIES);
        int map = out.startMap();
        out.writeString("IoThub-methodname");
        out.writeString(request.name());
        out.end(map, 2);
        out.section(DATA);
        out.writeBinary(request.payload().getBytes(UTF_8));
        return out.toByteArray();
    }

    /** The device answers; what nobody waits for any more is dropped. */
    void answered(Message message) {
        idOf(message.getCorrelationId()).filter(pending::containsKey).ifPresent(id -> end(id, answerIn(message)));
    }

    private static Optional<UUID> idOf(@Nullable Object correlationId) {
        if (correlationId instanceof UUID id) {
            return Optional.of(id);
        }
        try {
            return Optional.ofNullable(correlationId).map(Object::toString).map(UUID::fromString);
        } catch (IllegalArgumentException ofSomethingElse) {
            return Optional.empty();
        }
    }

    private static MethodAnswer answerIn(Message message) {
        ApplicationProperties properties = message.getApplicationProperties();
        Object status = properties == null ? null : properties.getValue().get("IoThub-status");
        return status instanceof Number number ? DeviceAnswer.of(number.intValue(), bodyOf(message)) : DeviceAnswer.MALFORMED;
    }

    /** The bytes of a message with one data section, or with a value that is bytes or text. */
    static byte[] bodyOf(Message message) {
        return switch (message.getBody()) {
            case Data data when data.getValue() != null -> bytesOf(data.getValue());
            case AmqpValue value when value.getValue() instanceof Binary bytes -> bytesOf(bytes);
            case AmqpValue value when value.getValue() instanceof String text -> text.getBytes(UTF_8);
            case null, default -> new byte[0];
        };
    }

    private static byte[] bytesOf(Binary binary) {
        byte[] bytes = new byte[binary.getLength()];
        System.arraycopy(binary.getArray(), binary.getArrayOffset(), bytes, 0, bytes.length);
        return bytes;
    }

    private void end(UUID id, MethodAnswer what) {
        Pending one = pending.remove(id);
        if (one != null) {
            loop.cancel(one.timer());
            one.answer().accept(what);
        }
    }
}
