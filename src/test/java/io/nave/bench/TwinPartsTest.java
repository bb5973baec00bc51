package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

import static org.assertj.core.api.Assertions.assertThat;

/** The parts of which a device in the load generator is made. */
class TwinPartsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int RID = 1_234_567;

    @Test
    void topicsAreReadAsTheHubWritesThem() { // device-protocols §1.11.2
        assertThat(TwinTopic.parse("$iothub/twin/res/204/?$rid=1000017&$version=18"))
                .isEqualTo(new TwinTopic.Answer(204, 1_000_017, 18));
        assertThat(TwinTopic.parse("$iothub/twin/res/200/?$rid=7")).isEqualTo(new TwinTopic.Answer(200, 7, 0));
        assertThat(TwinTopic.parse("$iothub/twin/PATCH/properties/desired/?$version=8"))
                .isEqualTo(new TwinTopic.DesiredPatch(8));
    }

    @Test
    void whatIsNoTwinTopicIsForeign() {
        assertThat(List.of("devices/d/messages/devicebound/", "$iothub/twin/res/204", "$iothub/twin/res/204/?$rid=x",
                "$iothub/twin/res/204/?$version=1&$rid=2", "$iothub/twin/PATCH/properties/desired/?$version="))
                .allSatisfy(topic -> assertThat(TwinTopic.parse(topic)).isEqualTo(new TwinTopic.Foreign(topic)));
    }

    @Test
    void packetsAreReadWhereverTheyAreCut() {
        // given
        String longBody = "x".repeat(300);
        ByteBuf both = Unpooled.buffer().writeByte(0x30).writeByte(300 & 127 | 128).writeByte(300 >> 7);
        both.writeCharSequence(longBody, StandardCharsets.US_ASCII);
        both.writeByte(0x20).writeByte(2).writeByte(0).writeByte(7).writeByte(0xD0).writeByte(0);
        for (int cut = 1; cut < both.readableBytes(); cut++) {
            List<String> packets = new ArrayList<>();
            MqttReader reader = new MqttReader((first, in, length) -> packets
                    .add(first + ":" + in.toString(in.readerIndex(), length, StandardCharsets.US_ASCII)));
            // when
            reader.read(ByteBufAllocator.DEFAULT, both.copy(0, cut));
            reader.read(ByteBufAllocator.DEFAULT, both.copy(cut, both.readableBytes() - cut));
            // then
            assertThat(packets).containsExactly("48:" + longBody, "32:\0\7", "208:");
        }
    }

    @Test
    void requestIsInFlightUntilItsAnswerInWhateverOrder() {
        // given
        InFlight requests = new InFlight(2);
        int first = requests.add(10);
        int second = requests.add(20);
        // when, then
        assertThat(requests.full()).isTrue();
        assertThat(requests.has(second)).isTrue();
        assertThat(requests.remove(second)).isEqualTo(20);
        assertThat(requests.has(second)).isFalse();
        List<Integer> later = new ArrayList<>();
        for (int i = 0; i < 5; i++) { // past the place of the first, which still waits
            later.add(requests.add(30 + i));
            assertThat(requests.remove(later.getLast())).isEqualTo(30 + i);
        }
        assertThat(later).doesNotHaveDuplicates().doesNotContain(first, second)
                .allSatisfy(id -> assertThat(id.toString()).hasSize(7));
        assertThat(requests.remove(first)).isEqualTo(10);
        assertThat(requests.count()).isZero();
        assertThat(requests.has(0)).isFalse();
    }

    @Test
    void closedLoopSendsAtOnceAndCountsFromThen() {
        Pace pace = Pace.of(3, 10, 0, 1000);
        assertThat(pace.isDue(1)).isTrue();
        assertThat(pace.take(1234)).isEqualTo(1234);
        assertThat(pace.byTheClock()).isFalse();
    }

    @Test
    void openLoopCountsFromWhenItWasDueHoweverLateItIsSent() {
        // given: 1000 a second from 10 devices, so each sends every 10 ms, and device 3 begins after 3 ms
        long millisecond = 1_000_000;
        Pace pace = Pace.of(3, 10, 1000, 0);
        // when, then
        assertThat(pace.isDue(3 * millisecond - 1)).isFalse();
        assertThat(pace.nanosToNext(millisecond)).isEqualTo(2 * millisecond);
        assertThat(pace.isDue(40 * millisecond)).isTrue();
        assertThat(List.of(pace.take(40 * millisecond), pace.take(40 * millisecond), pace.take(40 * millisecond)))
                .containsExactly(3 * millisecond, 13 * millisecond, 23 * millisecond);
        assertThat(pace.isDue(32 * millisecond)).isFalse();
        assertThat(pace.isDue(33 * millisecond)).isTrue();
    }

    @Test
    void versionsOfATwinStepByOne() {
        DeviceTwin twin = new DeviceTwin(0, "d0");
        assertThat(twin.patched(2)).isTrue();
        assertThat(twin.patched(3)).isTrue();
        assertThat(twin.patched(5)).isFalse();
        assertThat(twin.patches()).isEqualTo(3);
    }

    @Test
    void notificationIsTheNextOneAndOneThatWasSent() {
        DeviceTwin twin = new DeviceTwin(0, "d0");
        assertThat(twin.notified(2)).as("nothing was patched yet").isFalse();
        twin = new DeviceTwin(0, "d0");
        assertThat(twin.patching(100)).isEqualTo(2);
        assertThat(twin.patching(200)).isEqualTo(3);
        assertThat(twin.notified(2)).isTrue();
        assertThat(twin.sentAt(2)).isEqualTo(100);
        assertThat(twin.notified(2)).as("twice").isFalse();
        assertThat(twin.notified(3)).isTrue();
        assertThat(twin.sentAt(3)).isEqualTo(200);
    }

    @Test
    void patchIsASmallObjectWithANestedOne() throws JsonProcessingException {
        // given
        ByteBuf out = Unpooled.buffer();
        // when
        TwinFrames.patch(out, RID);
        // then
        assertThat(out.readUnsignedByte()).isEqualTo((short) 0x30);
        assertThat(length(out)).isEqualTo(out.readableBytes());
        assertThat(text(out, out.readUnsignedShort()))
                .isEqualTo("$iothub/twin/PATCH/properties/reported/?$rid=1234567");
        assertThat(out.readableBytes()).isBetween(90, 110);
        assertThat(JSON.readTree(text(out, out.readableBytes()))).isEqualTo(JSON.readTree(
                "{\"temperature\":26.7,\"seq\":1234567,\"battery\":{\"level\":55,\"charging\":true},\"firmware\":\"1.4.2\"}"));
    }

    @Test
    void getHasNoBody() {
        // given
        ByteBuf out = Unpooled.buffer();
        // when
        TwinFrames.get(out, RID);
        // then
        assertThat(out.skipBytes(1).readUnsignedByte()).isEqualTo((short) (out.readableBytes()));
        assertThat(text(out, out.readUnsignedShort())).isEqualTo("$iothub/twin/GET/?$rid=1234567");
        assertThat(out.isReadable()).isFalse();
    }

    private static int length(ByteBuf in) {
        int low = in.readUnsignedByte();
        return low < 128 ? low : low - 128 + (in.readUnsignedByte() << 7);
    }

    private static String text(ByteBuf in, int length) {
        return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }

    @Test
    void largeTwinHasTheSizeThatTheHubCounts() throws JsonProcessingException { // semantics §4.2
        assertThat(size(JSON.readTree(TwinFrames.largeDocument(16384)))).isBetween(16384, 16384 + 256);
    }

    private static int size(JsonNode value) {
        int size = value.isTextual() ? value.textValue().length() : 0;
        for (var member : value.properties()) {
            size += member.getKey().length() + size(member.getValue());
        }
        return size;
    }
}
