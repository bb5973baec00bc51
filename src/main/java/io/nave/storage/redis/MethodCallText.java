package io.nave.storage.redis;

import java.time.Duration;
import java.util.Optional;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodAnswer.Refusal;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.connections.NodeMessenger.NodeCall.AboutMethod;
import io.nave.hub.connections.NodeMessenger.NodeCall.InvokeMethod;
import io.nave.hub.connections.NodeMessenger.NodeCall.MethodAnswered;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.id.ClientId;

/**
 * A call about a direct method as it travels behind the name of its sender, who is the caller of an {@code invoke}:
 *
 * <pre>
 *   invoke   id client milliseconds name payload
 *   returned id status payload
 *   refused  id error-number detail
 * </pre>
 */
final class MethodCallText {

    private static final String INVOKE = "invoke";
    private static final String RETURNED = "returned";
    private static final String REFUSED = "refused";

    private MethodCallText() {
    }

    static String format(AboutMethod call) {
        return switch (call) {
            case InvokeMethod wanted -> INVOKE + " " + wanted.id() + " " + wanted.client() + " " + format(wanted.request());
            case MethodAnswered answered -> format(answered.id(), answered.answer());
        };
    }

    private static String format(MethodRequest request) {
        return request.timeout().toMillis() + " " + request.name() + " " + request.payload();
    }

    private static String format(long id, MethodAnswer answer) {
        return switch (answer) {
            case Result result -> RETURNED + " " + id + " " + result.status() + " " + result.payload();
            case Refusal refusal -> REFUSED + " " + id + " " + refusal.code().number() + " " + refusal.detail();
        };
    }

    /** Empty when it is something else; fails with an IllegalArgumentException when it is broken. */
    static Optional<NodeCall> parse(String sender, String verb, String subject) {
        return switch (verb) {
            case INVOKE -> Optional.of(invoke(new ReplicaId(sender), parts(subject, 5)));
            case RETURNED -> Optional.of(returned(parts(subject, 3)));
            case REFUSED -> Optional.of(refused(parts(subject, 3)));
            default -> Optional.empty();
        };
    }

    private static String[] parts(String subject, int count) {
        String[] parts = subject.split(" ", count);
        if (parts.length < count) {
            throw new IllegalArgumentException("A part is missing");
        }
        return parts;
    }

    private static InvokeMethod invoke(ReplicaId caller, String[] parts) {
        Duration timeout = Duration.ofMillis(Long.parseLong(parts[2]));
        return new InvokeMethod(caller, Long.parseLong(parts[0]), ClientId.parse(parts[1]),
                new MethodRequest(parts[3], parts[4], timeout));
    }

    private static MethodAnswered returned(String[] parts) {
        return new MethodAnswered(Long.parseLong(parts[0]), new Result(Integer.parseInt(parts[1]), parts[2]));
    }

    /** An error that only a newer replica knows is one all the same. */
    private static MethodAnswered refused(String[] parts) {
        ErrorCode code = ErrorCode.find(Integer.parseInt(parts[1])).orElse(ErrorCode.SERVER_ERROR);
        return new MethodAnswered(Long.parseLong(parts[0]), new Refusal(code, parts[2]));
    }
}
