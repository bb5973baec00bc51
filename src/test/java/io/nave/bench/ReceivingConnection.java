package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * A device that receives its device-bound messages with QoS 1 and acknowledges each (device-protocols §1.10), all that one read
 * brings in one write. Confined to the connection's event loop.
 */
final class ReceivingConnection extends MqttConnection {

    private static final int PUBACK = 0x40;
    private static final int AT_LEAST_ONCE = 1;
    private static final int ROOM_FOR_PUBACKS = 64;

    private final Mailbox mailbox;
    private final String topic;
    private @Nullable ByteBuf acknowledgements;
    private int acknowledged;

    ReceivingConnection(Mailbox mailbox, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super(mailbox.index(), orders, tally, failure);
        this.mailbox = mailbox;
        this.topic = "devices/" + mailbox.deviceId() + "/messages/devicebound/";
    }

    @Override
    protected ByteBuf subscription() {
        return MqttFrames.subscribe(context().alloc(), AT_LEAST_ONCE, topic + "#");
    }

    @Override
    protected void subscribed() {
        accepted();
    }

    @Override
    protected void begin() {
        pingNowAndThen();
    }

    /** What it has was acknowledged at once; what it has not, it does not know of. */
    @Override
    protected int inFlight() {
        return 0;
    }

    @Override
    protected void published(int first, ByteBuf in, int length) {
        int end = in.readerIndex() + length;
        int topicLength = in.readUnsignedShort();
        String prefix = in.toString(in.readerIndex(), Math.min(topicLength, topic.length()), StandardCharsets.ISO_8859_1);
        in.skipBytes(topicLength);
        if ((first >> 1 & 3) != AT_LEAST_ONCE) {
            wrong("was sent a PUBLISH with the first byte " + first + ", which is not QoS 1");
            return;
        }
        acknowledge(in.readUnsignedShort());
        if (!prefix.equals(topic) || end - in.readerIndex() < DeviceBoundBody.LEAST) {
            wrong("was sent " + (end - in.readerIndex()) + " bytes on " + prefix);
            return;
        }
        arrived(in.readLong(), in.readLong());
    }

    private void arrived(long number, long time) {
        switch (mailbox.arrived(number)) {
            case IN_TURN -> received(time);
            case LATE -> {
                received(time);
                tally.disordered();
                wrong("was sent message " + number + " after one that was sent later");
            }
            case AGAIN -> {
                tally.doubled();
                wrong("was sent message " + number + " again, which it had acknowledged");
            }
            case UNSENT -> wrong("was sent message " + number + ", which nobody has sent");
        }
    }

    private void received(long time) {
        tally.notified(1);
        tally.notice(readAt() - time);
    }

    private void acknowledge(int packetId) {
        if (acknowledgements == null) {
            acknowledgements = context().alloc().directBuffer(ROOM_FOR_PUBACKS);
        }
        acknowledgements.writeByte(PUBACK).writeByte(2).writeShort(packetId);
        acknowledged++;
    }

    @Override
    protected void proceed() {
        if (acknowledgements != null) {
            context().writeAndFlush(acknowledgements, context().voidPromise());
            tally.completed(acknowledged);
            acknowledgements = null;
            acknowledged = 0;
        }
    }
}
