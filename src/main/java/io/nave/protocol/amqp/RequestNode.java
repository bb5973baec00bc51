package io.nave.protocol.amqp;

import java.nio.BufferOverflowException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

/**
 * A node that answers requests: links to it carry requests, links from it the answers. The answer goes to the link whose target
 * address is the request's {@code reply-to}, else to one of the same session, else to any, because some clients put words there
 * that name no link (service-protocols §6.3). {@code correlation-id} is the request's {@code message-id} with its AMQP type.
 */
final class RequestNode {

    /** What a request is answered with. The status is an AMQP int. */
    record Answer(int status, String description, Optional<String> condition, @Nullable Object body) {

        static Answer ok(String description, @Nullable Object body) {
            return new Answer(200, description, Optional.empty(), body);
        }

        static Answer refusal(int status, String condition, String description) {
            return new Answer(status, description, Optional.of(condition), null);
        }

        /** Who has not proved who it is learns nothing about what was wrong, as over REST. */
        static Answer refusal(HubException refusal) {
            ErrorCode code = refusal.code();
            String text = code == ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS ? "Unauthorized" : refusal.detail();
            return refusal(code.httpStatus(), code.amqpCondition(), text);
        }
    }

    private static final int REPLY_SIZE = 8 * 1024;
    private static final Answer FAILED = Answer.refusal(500, "amqp:internal-error", "The hub failed; try again");

    private final AmqpTransport transport;
    private final AmqpLoop loop;
    private final BlockedLinks blocked;
    private final Function<Message, Uni<Answer>> service;
    private final List<ReplyLink> replies = new ArrayList<>();

    RequestNode(AmqpTransport transport, AmqpLoop loop, BlockedLinks blocked, Function<Message, Uni<Answer>> service) {
        this.transport = transport;
        this.loop = loop;
        this.blocked = blocked;
        this.service = service;
    }

    /** A link that carries requests; to be opened by the caller. */
    RequestLink requests(Receiver receiver) {
        return new RequestLink(receiver, transport, this::requested);
    }

    /** A link that carries answers. */
    ReplyLink replies(Sender sender) {
        ReplyLink link = new ReplyLink(sender, transport, blocked);
        replies.add(link);
        return link;
    }

    void removed(AmqpLink link) {
        replies.remove(link);
    }

    private void requested(RequestLink link, Message request) {
        loop.await(service.apply(request), found -> answer(link, request, found), failure -> answer(link, request, FAILED));
    }

    private void answer(RequestLink link, Message request, Answer answer) {
        byte[] reply = encode(request, answer);
        find(link.session(), request.getReplyTo()).filter(ReplyLink::isOpen).ifPresent(to -> to.send(reply));
        link.answered();
    }

    private Optional<ReplyLink> find(Session session, @Nullable String replyTo) {
        Optional<ReplyLink> named = replies.stream().filter(link -> link.address().equals(replyTo)).findFirst();
        return named.or(() -> ofSession(session)).or(() -> replies.stream().findFirst());
    }

    private Optional<ReplyLink> ofSession(Session session) {
        return replies.stream().filter(link -> link.session().equals(session)).findFirst();
    }

    private static byte[] encode(Message request, Answer answer) {
        Message reply = Proton.message();
        reply.setCorrelationId(request.getMessageId());
        reply.setAddress(request.getReplyTo());
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("status-code", answer.status());
        properties.put("status-description", answer.description());
        answer.condition().ifPresent(condition -> properties.put("error-condition", AmqpErrors.symbol(condition)));
        reply.setApplicationProperties(new ApplicationProperties(properties));
        reply.setBody(new AmqpValue(answer.body()));
        try {
            return encode(reply, REPLY_SIZE);
        } catch (BufferOverflowException longerThanUsual) {
            return encode(reply, REPLY_SIZE + RequestLink.MAX_MESSAGE_SIZE); // it echoes what the peer sent
        }
    }

    private static byte[] encode(Message reply, int capacity) {
        byte[] bytes = new byte[capacity];
        return Arrays.copyOf(bytes, reply.encode(bytes, 0, bytes.length));
    }
}
