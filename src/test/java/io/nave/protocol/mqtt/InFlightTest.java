package io.nave.protocol.mqtt;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import static org.assertj.core.api.Assertions.assertThat;

/** PUBACKs leave in the order of arrival, whatever order the store completes in (MQTT 3.1.1 §4.6). */
class InFlightTest {

    private final AtomicInteger wakeUps = new AtomicInteger();
    private final InFlight inFlight = new InFlight(6, 1000, wakeUps::incrementAndGet);

    @Test
    void pubacksLeaveInTheOrderOfArrival() {
        // given
        long first = inFlight.enter(0x0101, 1);
        long second = inFlight.enter(0x0202, 1);
        // when
        inFlight.complete(second);
        String early = written();
        inFlight.complete(first);
        // then
        assertThat(early).isEmpty();
        assertThat(written()).isEqualTo("40020101" + "40020202");
    }

    @Test
    void ownerIsWokenOnceForManyCompletions() {
        // given
        long first = inFlight.enter(1, 1);
        long second = inFlight.enter(2, 1);
        // when
        inFlight.complete(first);
        inFlight.complete(second);
        // then
        assertThat(wakeUps).hasValue(1);
        assertThat(written()).isEqualTo("40020001" + "40020002");
        inFlight.complete(inFlight.enter(3, 1));
        assertThat(wakeUps).hasValue(2);
    }

    @Test
    void publicationOfQos0TakesRoomButGetsNoPuback() {
        // given
        long entry = inFlight.enter(0, 1);
        // when
        inFlight.complete(entry);
        // then
        assertThat(wakeUps).hasValue(1);
        assertThat(written()).isEmpty();
    }

    @Test
    void fullIsABoundOnMessagesAndOnBytes() {
        // when
        long big = inFlight.enter(1, 999);
        boolean before = inFlight.isFull();
        inFlight.enter(2, 1);
        // then
        assertThat(before).isFalse();
        assertThat(inFlight.isFull()).isTrue();
        inFlight.complete(big);
        written();
        assertThat(inFlight.isFull()).isFalse();
        for (int id = 3; id < 8; id++) {
            inFlight.enter(id, 0);
        }
        assertThat(inFlight.isFull()).isTrue();
    }

    @Test
    void roomGrowsWithoutLosingOrder() {
        // given
        long[] entries = new long[40];
        inFlight.complete(inFlight.enter(900, 1));
        written();
        for (int i = 0; i < entries.length; i++) {
            entries[i] = inFlight.enter(i + 1, 1);
        }
        // when
        for (int i = entries.length - 1; i >= 0; i--) {
            inFlight.complete(entries[i]);
        }
        // then
        StringBuilder expected = new StringBuilder();
        for (int id = 1; id <= entries.length; id++) {
            expected.append(String.format("4002%04x", id));
        }
        assertThat(written()).isEqualTo(expected.toString());
    }

    private String written() {
        ByteBuf out = Unpooled.buffer(4);
        inFlight.writeCompleted(out);
        return ByteBufUtil.hexDump(out);
    }
}
