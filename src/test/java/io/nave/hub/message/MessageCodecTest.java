package io.nave.hub.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The bytes of a message in the log: what was written is read, and what is not a message is refused. */
class MessageCodecTest {

    private static final String LETTERS = "abcXYZ 0123-_.:;=&%+/äßøλЖ漢字\u0000\u007f\u0080\u07ff\u0800\uffff";

    @Test
    void layoutIsAContractWithDataOnDisk() {
        // given
        Map<SystemProperty, String> system = new EnumMap<>(Map.of(SystemProperty.MESSAGE_ID, "m"));
        Map<String, String> application = new LinkedHashMap<>();
        application.put("a", "1");
        application.put("b", DeviceMessage.NO_VALUE);
        MessageOrigin origin = new MessageOrigin(ClientId.of("d", "x"), "g", AuthMethod.MODULE_SAS);
        DeviceMessage message = new DeviceMessage(origin, 0x0102030405060708L, system, application, body("hi"));

        // then
        assertThat(encode(message)).isEqualTo(new byte[] { 1, 1, 2, 3, 4, 5, 6, 7, 8, 4, 1, 'd', 1, 'g', 1, 'x', // origin
                1, 1, 'm', 0, // system properties
                2, 1, 'a', 1, 1, '1', 1, 'b', 0, 0, // application properties
                'h', 'i' });
    }

    @Test
    void anyMessageIsReadBackAsItWas() {
        for (long seed = 0; seed < 2000; seed++) {
            // given
            DeviceMessage message = message(new Random(seed));

            // when
            DeviceMessage read = decode(encode(message));

            // then
            assertThat(read).as("seed %d", seed).isEqualTo(message);
            assertThat(List.copyOf(read.applicationProperties().keySet())).as("order, seed %d", seed)
                    .isEqualTo(List.copyOf(message.applicationProperties().keySet()));
            message.applicationProperties().forEach((name, value) -> assertThat(
                    read.applicationProperties().get(name) == DeviceMessage.NO_VALUE)
                    .isEqualTo(value == DeviceMessage.NO_VALUE));
        }
    }

    @Test
    void messagesInOneArrayDoNotTouch() {
        // given
        EncodedBytes out = new EncodedBytes(1);
        DeviceMessage first = message(new Random(1));
        DeviceMessage second = message(new Random(2));

        // when
        MessageCodec.encode(first, out);
        int middle = out.length();
        MessageCodec.encode(second, out);

        // then
        assertThat(MessageCodec.decode(out.array(), 0, middle)).isEqualTo(first);
        assertThat(MessageCodec.decode(out.array(), middle, out.length())).isEqualTo(second);
    }

    @Test
    void unknownVersionIsRefused() {
        // given
        byte[] bytes = encode(message(new Random(1)));
        bytes[0] = 2;

        // then
        assertThatThrownBy(() -> decode(bytes)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown message version 2");
    }

    @Test
    void messageThatEndsEarlyIsRefusedAndReadsNothingBehindIt() {
        // given
        MessageOrigin origin = new MessageOrigin(ClientId.of("device"), "generation", AuthMethod.DEVICE_SAS);
        DeviceMessage message = new DeviceMessage(origin, 1, Map.of(), Map.of("name", "value"), MessageBody.of(new byte[0]));
        byte[] bytes = encode(message);

        // then
        for (int length = 0; length < bytes.length; length++) {
            int end = length;
            assertThatThrownBy(() -> MessageCodec.decode(bytes, 0, end)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static DeviceMessage message(Random random) {
        Optional<DeviceId> module = random.nextBoolean() ? Optional.empty()
                : Optional.of(new DeviceId("m" + random.nextInt(9)));
        AuthMethod[] methods = AuthMethod.values();
        MessageOrigin origin = new MessageOrigin(new ClientId(new DeviceId("d" + random.nextInt(1000)), module),
                text(random, 20), methods[random.nextInt(methods.length)]);
        Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
        for (SystemProperty property : SystemProperty.values()) {
            if (random.nextInt(4) == 0) {
                system.put(property, text(random, 200));
            }
        }
        Map<String, String> application = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            application.put(text(random, 10), random.nextInt(4) == 0 ? DeviceMessage.NO_VALUE : text(random, 300));
        }
        byte[] body = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(5000)];
        random.nextBytes(body);
        return new DeviceMessage(origin, random.nextLong(), system, application, MessageBody.of(body));
    }

    private static String text(Random random, int maxLength) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxLength); i > 0; i--) {
            text.append(random.nextInt(20) == 0 ? "😀" : LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static MessageBody body(String text) {
        return MessageBody.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] encode(DeviceMessage message) {
        EncodedBytes out = new EncodedBytes(16);
        MessageCodec.encode(message, out);
        return Arrays.copyOf(out.array(), out.length());
    }

    private static DeviceMessage decode(byte[] bytes) {
        return MessageCodec.decode(bytes, 0, bytes.length);
    }
}
