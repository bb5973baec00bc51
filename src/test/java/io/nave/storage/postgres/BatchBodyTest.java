package io.nave.storage.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.nave.hub.eventlog.StoredEvent;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.EncodedBytes;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The bytes of a batch row can be read from any message on. */
class BatchBodyTest {

    private final EncodedBytes bytes = new EncodedBytes(8);

    @Test
    void anyPartOfABatchIsRead() {
        // given
        BatchBody.begin(bytes);
        IntStream.range(0, 10).forEach(i -> BatchBody.add(message(i), List.of(), bytes));

        // then
        assertThat(read(100)).extracting(StoredEvent::sequenceNumber)
                .isEqualTo(List.of(100L, 101L, 102L, 103L, 104L, 105L, 106L, 107L, 108L, 109L));
        assertThat(read(107)).extracting(event -> event.message().body().length()).isEqualTo(List.of(7, 8, 9));
        assertThat(read(110)).isEmpty();
        assertThat(read(0)).hasSize(10);
    }

    @Test
    void messageThatCannotBeEncodedLeavesNoTrace() {
        // given
        BatchBody.begin(bytes);
        BatchBody.add(message(1), List.of(), bytes);
        int length = bytes.length();
        Map<String, String> broken = new HashMap<>();
        broken.put("name", null);
        DeviceMessage message = new DeviceMessage(message(2).origin(), 0, Map.of(), broken, MessageBody.of(new byte[2]));

        // then
        assertThatThrownBy(() -> BatchBody.add(message, List.of(), bytes)).isInstanceOf(NullPointerException.class);
        assertThat(bytes.length()).isEqualTo(length);
    }

    @Test
    void unknownVersionIsRefused() {
        // given
        BatchBody.Stored batch = new BatchBody.Stored(0, 1, 0, new byte[] { 9, 0, 0, 0, 0 });

        // then
        assertThatThrownBy(() -> batch.decode(0, 1, new ArrayList<>())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown batch version 9");
    }

    private List<StoredEvent> read(long from) {
        List<StoredEvent> events = new ArrayList<>();
        new BatchBody.Stored(100, 10, 5, bytes.toByteArray()).decode(from, 100, events);
        return events;
    }

    private static DeviceMessage message(int length) {
        MessageOrigin origin = new MessageOrigin(ClientId.of("d"), "1", AuthMethod.DEVICE_SAS);
        return new DeviceMessage(origin, 0, Map.of(), Map.of(), MessageBody.of(new byte[length]));
    }
}
