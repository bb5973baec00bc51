package io.nave.protocol.websocket;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.LastHttpContent;

import static io.nave.wire.WebSocketSocket.BINARY;
import static io.nave.wire.WebSocketSocket.CLOSE;
import static io.nave.wire.WebSocketSocket.CONTINUATION;
import static io.nave.wire.WebSocketSocket.FINAL;
import static io.nave.wire.WebSocketSocket.PING;
import static io.nave.wire.WebSocketSocket.PONG;
import static io.nave.wire.WebSocketSocket.TEXT;
import static io.nave.wire.WebSocketSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

/** Frames to bytes and back (RFC 6455 §5, §7; device-protocols §1.12, §2.2). */
class WebSocketFramesTest {

    private final List<String> violations = new ArrayList<>();
    private final WebSocketFrames frames = new WebSocketFrames(violations::add);
    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        channel = new EmbeddedChannel();
        channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
        frames.install(channel.pipeline(), "handler");
        frames.open();
    }

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
    }

    private void receive(byte... bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    }

    /** All bytes that came out inward. */
    private byte[] received() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf bytes = channel.readInbound(); bytes != null; bytes = channel.readInbound()) {
            all.writeBytes(ByteBufUtil.getBytes(bytes));
            bytes.release();
        }
        return all.toByteArray();
    }

    /** All bytes that went out. */
    private byte[] sent() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            all.writeBytes(ByteBufUtil.getBytes(bytes));
            bytes.release();
        }
        return all.toByteArray();
    }

    private void assertClosedWith(int status) {
        byte[] last = sent();
        assertThat(last[0]).isEqualTo((byte) (FINAL | CLOSE));
        assertThat((last[2] & 0xFF) << 8 | last[3] & 0xFF).isEqualTo(status);
        assertThat(channel.isOpen()).isFalse();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 125, 126, 127, 65535, 65536, WebSocketFrames.MAX_RECEIVED })
    void frameOfAnyLengthIsItsPayload(int length) {
        // when
        receive(frame(FINAL | BINARY, bytes(length)));
        // then
        assertThat(received()).isEqualTo(bytes(length));
    }

    @Test
    void everyCutOfTheBytesMakesTheSameStream() {
        byte[] wire = joined(frame(BINARY, bytes(5)), frame(FINAL | PING, bytes(3)), frame(CONTINUATION, bytes(0)),
                frame(FINAL | CONTINUATION, bytes(200)), frame(FINAL | BINARY, bytes(7)));
        byte[] stream = joined(bytes(5), bytes(200), bytes(7));
        for (int cut = 0; cut <= wire.length; cut++) {
            // when
            receive(Arrays.copyOf(wire, cut));
            receive(Arrays.copyOfRange(wire, cut, wire.length));
            // then
            assertThat(received()).as("cut at %d", cut).isEqualTo(stream);
            assertThat(sent()).isEqualTo(joined(new byte[] { (byte) (FINAL | PONG), 3 }, bytes(3)));
        }
    }

    @Test
    void randomFramesCutAtRandomMakeTheStreamThatWasMeant() {
        Random random = new Random(6);
        ByteArrayOutputStream meant = new ByteArrayOutputStream();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        boolean within = false;
        for (int i = 0; i < 5_000; i++) {
            byte[] payload = bytes(random.nextInt(300));
            meant.writeBytes(payload);
            boolean last = i == 4_999 || random.nextBoolean();
            wire.writeBytes(frame((last ? FINAL : 0) | (within ? CONTINUATION : BINARY), payload));
            within = !last;
        }
        byte[] all = wire.toByteArray();
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        for (int at = 0; at < all.length;) {
            // when
            int to = Math.min(all.length, at + 1 + random.nextInt(2_000));
            receive(Arrays.copyOfRange(all, at, to));
            came.writeBytes(received());
            at = to;
        }
        // then
        assertThat(came.toByteArray()).isEqualTo(meant.toByteArray());
        assertThat(violations).isEmpty();
    }

    @Test
    void pongsOfTheClientMeanNothing() {
        // when
        receive(frame(FINAL | PONG, bytes(9)));
        // then
        assertThat(received()).isEmpty();
        assertThat(sent()).isEmpty();
    }

    @Test
    void clientThatDoesNotReadIsOwedOnePongForItsLastPing() {
        // given
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        // when
        for (int i = 0; i < 1_000; i++) {
            receive(frame(FINAL | PING, (byte) (i >> 8), (byte) i));
        }
        byte[] meanwhile = sent();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        // then
        assertThat(meanwhile).isEmpty();
        assertThat(sent()).containsExactly(FINAL | PONG, 2, 999 >> 8, 999 & 0xFF);
    }

    @Test
    void closeIsAnsweredWithTheSameStatus() {
        // when
        receive(frame(FINAL | CLOSE, (byte) 0x03, (byte) 0xE9));
        // then
        assertClosedWith(1001);
        assertThat(violations).isEmpty();
    }

    @Test
    void closeWithoutStatusIsAnsweredWithoutOne() {
        // when
        receive(frame(FINAL | CLOSE));
        // then
        assertThat(sent()).containsExactly(FINAL | CLOSE, 0);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closeFromInsideIsSaidToTheClient() {
        // when
        channel.close();
        // then
        assertClosedWith(1000);
    }

    @Test
    void textIs1003() {
        // when
        receive(frame(FINAL | TEXT, bytes(4)));
        // then
        assertClosedWith(1003);
        assertThat(violations).hasSize(1);
    }

    @Test
    void unmaskedFrameIs1002() {
        // when
        receive((byte) (FINAL | BINARY), (byte) 1, (byte) 'x');
        // then
        assertClosedWith(1002);
        assertThat(received()).isEmpty();
    }

    @Test
    void reservedBitsOpcodesAndStrayContinuationsAre1002() {
        for (int first : new int[] { FINAL | 0x40 | BINARY, FINAL | 0x03, FINAL | 0x0B, FINAL | CONTINUATION, PING }) {
            // given
            EmbeddedChannel another = new EmbeddedChannel();
            another.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
            WebSocketFrames fresh = new WebSocketFrames(violations::add);
            fresh.install(another.pipeline(), "handler");
            fresh.open();
            // when
            another.writeInbound(Unpooled.wrappedBuffer(frame(first, bytes(2))));
            // then
            assertThat(another.isOpen()).as("first byte %x", first).isFalse();
            another.finishAndReleaseAll();
        }
        assertThat(violations).hasSize(5);
    }

    @Test
    void frameThatIsTooLongIs1009BeforeItCame() {
        // when
        receive((byte) (FINAL | BINARY), (byte) 0xFF, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0x10, (byte) 0,
                (byte) 1);
        // then
        assertClosedWith(1009);
    }

    @Test
    void nothingBehindABrokenFrameIsHandled() {
        // when
        receive(joined(frame(FINAL | TEXT, bytes(4)), frame(FINAL | BINARY, bytes(4))));
        // then
        assertThat(received()).isEmpty();
        assertThat(violations).hasSize(1);
    }

    @Test
    void clientThatDoesNotWaitForTheAnswerIsClosed() {
        // given
        WebSocketFrames early = new WebSocketFrames(violations::add);
        channel = new EmbeddedChannel();
        channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
        early.install(channel.pipeline(), "handler");
        // when
        receive(frame(FINAL | BINARY, bytes(4)));
        // then
        assertThat(received()).isEmpty();
        assertThat(channel.isOpen()).isFalse();
        assertThat(violations).hasSize(1);
    }

    @Test
    void endOfTheRequestPassesThrough() {
        // when
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        // then
        assertThat((Object) channel.readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Test
    void bytesLeaveInFramesOfAtMost4096EachAMessage() {
        // when
        channel.writeOutbound(Unpooled.wrappedBuffer(bytes(4096 + 4096 + 10)));
        // then
        byte[] all = bytes(4096 + 4096 + 10);
        byte[] long1 = { (byte) (FINAL | BINARY), 126, 0x10, 0 };
        assertThat(sent()).isEqualTo(joined(long1, Arrays.copyOf(all, 4096), long1, Arrays.copyOfRange(all, 4096, 8192),
                new byte[] { (byte) (FINAL | BINARY), 10 }, Arrays.copyOfRange(all, 8192, 8202)));
    }

    @Test
    void nothingIsWrittenBehindTheLastFrame() {
        // given
        channel.close();
        sent();
        // when
        ByteBuf late = Unpooled.wrappedBuffer(bytes(3));
        channel.write(late);
        // then
        assertThat(sent()).isEmpty();
        assertThat(late.refCnt()).isZero();
    }
}
