package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * A device that answers every direct method at once with the payload it was called with (device-protocols §1.11.1). Confined to
 * the connection's event loop.
 */
final class AnsweringConnection extends MqttConnection {

    private static final String CALLS = "$iothub/methods/POST/";
    private static final String CALL = CALLS + CallingConnection.METHOD + "/?$rid=";
    private static final String ANSWER = "$iothub/methods/res/200/?$rid=";
    private static final int PUBLISH = 0x30;

    private final InFlight calls;
    private @Nullable ByteBuf answers;

    /** The calls that back ends have made. */
    AnsweringConnection(int index, InFlight calls, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super(index, orders, tally, failure);
        this.calls = calls;
    }

    @Override
    protected ByteBuf subscription() {
        return MqttFrames.subscribe(context().alloc(), 0, CALLS + "#");
    }

    @Override
    protected void subscribed() {
        accepted();
    }

    @Override
    protected void begin() {
        pingNowAndThen();
    }

    @Override
    protected int inFlight() {
        return 0;
    }

    @Override
    protected void published(int first, ByteBuf in, int length) {
        int topicLength = in.readUnsignedShort();
        String topic = in.readCharSequence(topicLength, StandardCharsets.ISO_8859_1).toString();
        String body = in.readCharSequence(length - 2 - topicLength, StandardCharsets.ISO_8859_1).toString();
        int number = CallingConnection.numberIn(body);
        if (first != PUBLISH || !topic.startsWith(CALL) || !calls.has(number)) {
            wrong("was sent " + topic + " " + body + ", which nobody waits for, or not with QoS 0");
            return;
        }
        tally.notified(1);
        tally.notice(readAt() - calls.since(number));
        answer(topic.substring(CALL.length()), body);
    }

    private void answer(String rid, String body) {
        if (answers == null) {
            answers = context().alloc().directBuffer();
        }
        byte[] topic = (ANSWER + rid).getBytes(StandardCharsets.ISO_8859_1);
        answers.writeByte(PUBLISH);
        MqttFrames.remainingLength(answers, 2 + topic.length + body.length());
        MqttFrames.text(answers, topic);
        answers.writeCharSequence(body, StandardCharsets.ISO_8859_1);
    }

    @Override
    protected void proceed() {
        if (answers != null) {
            context().writeAndFlush(answers, context().voidPromise());
            answers = null;
        }
    }
}
