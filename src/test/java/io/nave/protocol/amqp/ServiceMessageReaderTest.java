package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.message.SystemProperty;
import io.nave.protocol.amqp.ServiceMessageReader.Sent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Messages of back ends as every client encodes them (service-protocols §6.4). */
final class ServiceMessageReaderTest {

    private static final UUID GUID = UUID.fromString("053ABFB6-0000-4000-8000-00000000000A");

    private final ServiceMessageReader reader = new ServiceMessageReader();

    private Sent read(byte... bytes) {
        return reader.read(ReadableBuffer.ByteBufferReader.wrap(bytes));
    }

    private DeviceBoundMessage read(Message message) {
        return read(AmqpPeer.encode(message)).message();
    }

    private static byte[] section(int code, String rest) {
        return HexFormat.of().parseHex(String.format("0053%02x", code) + rest);
    }

    private static byte[] join(byte[]... parts) {
        byte[] all = new byte[Stream.of(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static String bodyOf(DeviceBoundMessage message) {
        return new String(message.body().bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void everyPropertyIsRead() {
        // given
        Message message = Proton.message();
        message.setAddress("/devices/dev1/messages/devicebound");
        message.setMessageId("mid-1");
        message.setCorrelationId("cid-1");
        message.setUserId("ü1".getBytes(StandardCharsets.UTF_8));
        message.setExpiryTime(1_795_405_221_787L);
        message.setContentType("application/json");
        message.setContentEncoding("utf-8");
        Map<String, Object> application = new LinkedHashMap<>();
        application.put("z", "last is first");
        application.put("iothub-ack", "Full");
        application.put("A", "ö");
        message.setApplicationProperties(new ApplicationProperties(application));
        message.setBody(new Data(new Binary("{\"t\":1}".getBytes(StandardCharsets.UTF_8))));

        // when
        Sent sent = read(AmqpPeer.encode(message));

        // then
        assertThat(sent.to()).isEqualTo("/devices/dev1/messages/devicebound");
        assertThat(sent.message().system()).isEqualTo(Map.of(SystemProperty.MESSAGE_ID, "mid-1",
                SystemProperty.CORRELATION_ID, "cid-1", SystemProperty.USER_ID, "ü1",
                SystemProperty.ABSOLUTE_EXPIRY_TIME, "2026-11-23T03:40:21.7870000Z",
                SystemProperty.CONTENT_TYPE, "application/json", SystemProperty.CONTENT_ENCODING, "utf-8",
                SystemProperty.ACK, "full"));
        assertThat(List.copyOf(sent.message().application().entrySet()))
                .containsExactly(Map.entry("z", "last is first"), Map.entry("A", "ö"));
        assertThat(bodyOf(sent.message())).isEqualTo("{\"t\":1}");
    }

    static Stream<Arguments> ids() {
        return Stream.of(Arguments.of("text", "text"), Arguments.of(GUID, "053abfb6-0000-4000-8000-00000000000a"),
                Arguments.of(UnsignedLong.valueOf("18446744073709551615"), "18446744073709551615"),
                Arguments.of(new Binary("bytes".getBytes(StandardCharsets.UTF_8)), "bytes"));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void idsOfEveryTypeBecomeText(Object id, String text) {
        // given
        Message message = Proton.message();
        message.setMessageId(id);
        message.setCorrelationId(id);

        // when
        Map<SystemProperty, String> system = read(message).system();

        // then
        assertThat(system).isEqualTo(Map.of(SystemProperty.MESSAGE_ID, text, SystemProperty.CORRELATION_ID, text));
    }

    @Test
    void applicationPropertiesOfEveryTypeBecomeText() {
        // given
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("int", -1);
        values.put("uint", UnsignedInteger.valueOf(-1));
        values.put("double", 1.5);
        values.put("boolean", true);
        values.put("date", new Date(1_795_405_221_787L));
        values.put("uuid", GUID);
        values.put("symbol", Symbol.getSymbol("s"));
        values.put("char", 'c');
        values.put("null", null);
        Message message = Proton.message();
        message.setApplicationProperties(new ApplicationProperties(values));

        // when
        Map<String, String> application = read(message).application();

        // then
        assertThat(application.values()).containsExactly("-1", "4294967295", "1.5", "true", "2026-11-23T03:40:21.7870000Z",
                "053abfb6-0000-4000-8000-00000000000a", "s", "c", "");
    }

    @Test
    void everyKindOfBodyIsTaken() {
        byte[] first = section(0x75, "a003616263");
        byte[] second = section(0x75, "a003646566");
        assertThat(bodyOf(read(join(first, second)).message())).isEqualTo("abcdef");
        assertThat(bodyOf(read(join(second, section(0x70, "45"), first)).message())).isEqualTo("defabc");
        assertThat(bodyOf(read(section(0x77, "a103616263")).message())).isEqualTo("abc");
        assertThat(bodyOf(read(section(0x77, "a003616263")).message())).isEqualTo("abc");
        assertThat(bodyOf(read(section(0x77, "40")).message())).isEmpty();
        assertThat(bodyOf(read(section(0x75, "a000")).message())).isEmpty();
        assertThat(bodyOf(read(new byte[0]).message())).isEmpty();
    }

    @Test
    void sectionNamesMayBeSymbols() {
        byte[] name = "amqp:data:binary".getBytes(StandardCharsets.US_ASCII);
        byte[] data = join(new byte[] { 0, (byte) 0xA3, (byte) name.length }, name, HexFormat.of().parseHex("a003616263"));
        assertThat(bodyOf(read(data).message())).isEqualTo("abc");
    }

    static Stream<Section> bodiesThatAreNotBytes() {
        return Stream.of(new AmqpValue(7), new AmqpValue(Map.of("a", 1)), new AmqpSequence(List.of(1)));
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreNotBytes")
    void bodyThatIsNoBytesIsRefused(Section body) {
        Message message = Proton.message();
        message.setBody(body);
        assertRefused(AmqpPeer.encode(message));
    }

    @ParameterizedTest
    @ValueSource(strings = { "005375a063", "005375b07fffffff61", "0053", "00", "ff", "a103616263", "40", "005373c0",
            "00537345c0",
            "005374d10000000800000002a10161d0000000040000ffff", "0053aa45",
            "005375a00161ee", "005373c00301a10a" })
    void whatIsNoMessageIsRefused(String bytes) {
        assertRefused(HexFormat.of().parseHex(bytes));
    }

    @Test
    void valuesNestedWithoutEndAreRefused() {
        byte[] nested = new byte[100_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i + 1] = 0x40; // a described value whose descriptor is null, of a described value whose …
        }
        assertRefused(join(section(0x77, ""), nested));
        assertThat(bodyOf(read(section(0x75, "a003616263")).message())).as("the next one").isEqualTo("abc");
    }

    @Test
    void cutMessagesAreRefusedOrShorterButNothingElse() {
        // given
        Message message = Proton.message();
        message.setMessageId(GUID);
        message.setAddress("/devices/dev1/messages/devicebound");
        message.setApplicationProperties(new ApplicationProperties(Map.of("a", "b")));
        message.setBody(new Data(new Binary(new byte[300])));
        byte[] whole = AmqpPeer.encode(message);

        // when then
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertThat(read(cut).message().body().length()).isZero();
            } catch (HubException refusal) {
                assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
            }
        }
    }

    private void assertRefused(byte... bytes) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID));
    }
}
