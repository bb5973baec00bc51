package io.nave.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A device's telemetry messages as AMQP transfers, unsettled, written straight into buffers: only delivery-id and tag, and the
 * body, differ from one to the next. A message is its data section, as an MQTT message without properties is its payload.
 *
 * <pre>
 *   size 02 00 0000 │ 00 53 14 c0 10 05 │ 52 handle │ 70 delivery-id │ a0 04 tag │ 43 message-format │ 42 settled │ 00 53 75 b0 length body
 * </pre>
 */
final class TelemetryTransfers {

    private static final int DELIVERY = 10; // delivery-id and tag

    private final byte[] head;
    private final byte[] tail;
    private final TelemetryBody body;

    /** Over the link with this handle, below 256. Fails with a {@link BenchFailure} when a message does not fit in a frame. */
    TelemetryTransfers(int handle, TelemetryBody body) {
        ByteBuf rest = Unpooled.buffer().writeByte(0x43).writeByte(0x42).writeMedium(0x00_53_75).writeByte(0xB0)
                .writeInt(body.size());
        this.tail = bytes(rest);
        this.body = body;
        ByteBuf start = Unpooled.buffer().writeInt(0).writeInt(0x02_00_00_00).writeMedium(0x00_53_14)
                .writeByte(0xC0).writeByte(16).writeByte(5).writeByte(0x52).writeByte(handle).writeByte(0x70);
        int size = start.readableBytes() + DELIVERY + tail.length + body.size();
        this.head = bytes(start.setInt(0, size));
        if (size > AmqpPerformatives.MAX_FRAME_SIZE) {
            throw new BenchFailure(
                    "A message of " + body.size() + " bytes takes more than one frame of AMQP, and the benchmark "
                            + "writes one");
        }
    }

    private static byte[] bytes(ByteBuf from) {
        byte[] bytes = new byte[from.readableBytes()];
        from.getBytes(0, bytes);
        return bytes;
    }

    /** Bytes of each frame. */
    int size() {
        return head.length + DELIVERY + tail.length + body.size();
    }

    void write(ByteBuf out, int deliveryId) {
        out.writeBytes(head).writeInt(deliveryId).writeShort(0xA0_04).writeInt(deliveryId).writeBytes(tail);
        body.write(out);
    }
}
