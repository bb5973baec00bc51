package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What {@code ./nave bench endpoints} makes of what it sees. */
class EndpointsFiguresTest {

    private static final long BEGIN = 1_000_000_000;

    private final Receipts receipts = new Receipts("hook", 2, BEGIN);

    @Test
    void everyNumberInOrderIsRightWhateverComesAgain() {
        // when
        come(0, 0, 1, 0, 1, 2);
        come(1, 0);
        come(0, 2, 3);

        // then
        assertThat(receipts.wrongs(List.of(4L, 1L))).isEmpty();
        assertThat(receipts.received()).isEqualTo(5);
        assertThat(receipts.repeated()).isEqualTo(3);
    }

    @Test
    void numbersThatAreSkippedOrChangePlacesAreWrong() {
        // when
        come(0, 0, 2, 1);
        come(1, 1);

        // then
        assertThat(receipts.wrongs(List.of(3L, 2L))).containsExactly("hook: device 0 sent 2 there before 1",
                "hook: device 1 sent 1 there before 0");
    }

    @Test
    void whatIsMissingAtTheEndIsWrong() {
        // when
        come(0, 0, 1);

        // then
        assertThat(receipts.wrongs(List.of(3L, 1L))).containsExactly(
                "hook: device 0 had 3 messages acknowledged, and up to 2 came",
                "hook: device 1 had 1 messages acknowledged, and up to 0 came");
    }

    @Test
    void messagesOfAnEarlierLoadDoNotCount() {
        // when
        receipts.came(new NumberedBody(BEGIN - 1, 7, 0), BEGIN);

        // then
        assertThat(receipts.received()).isZero();
        assertThat(receipts.wrongs(List.of(0L, 0L))).isEmpty();
    }

    @Test
    void eventsAreFoundInWhatAWebhookGetsAndTimedFromWhenTheyWereSent() {
        // given
        String events = IntStream.range(0, 3).mapToObj(i -> event(new NumberedBody(BEGIN + i, i, 1)))
                .collect(Collectors.joining(",", "[", "]"));

        // when
        receipts.came(events.getBytes(StandardCharsets.UTF_8), BEGIN + 5_000_000);

        // then
        assertThat(receipts.wrongs(List.of(0L, 3L))).isEmpty();
        assertThat(receipts.latency().p50()).isBetween(4_990L, 5_010L);
    }

    @Test
    void loadIsSustainedWhileAcknowledgementsKeepUpPromptlyAndNoBacklogGrows() {
        assertThat(EndpointsReport.isSustained(1000, phase(1000, 1, 1), 20)).isTrue();
        assertThat(EndpointsReport.isSustained(1000, phase(1000, 1, 1), 21)).isFalse();
        assertThat(EndpointsReport.isSustained(1000, phase(979, 1, 1), 0)).isFalse();
        assertThat(EndpointsReport.isSustained(1000, phase(1000, 100_000, 1), 0)).isTrue();
        assertThat(EndpointsReport.isSustained(1000, phase(1000, 100_001, 1), 0)).isFalse();
    }

    @Test
    void mediansOfAllRoundsAreComparedWithBothEndpointsUp() {
        // given
        EndpointsPhase up = phase(1000, 10_000, 20_000);
        EndpointsRound usual = new EndpointsRound(up, phase(1000, 10_900, 20_000), phase(1000, 10_000, 23_000), 4);
        EndpointsRound outlier = new EndpointsRound(up, phase(10, 90_000, 90_000), up, 0);

        // when
        EndpointsReport report = new EndpointsReport(new Machine(LocalDate.EPOCH, "2 × CPU", "Linux", "Java"),
                EndpointsOptions.parse(List.of("--rounds=3")), 3333, List.of(usual, outlier, usual));

        // then
        assertThat(report.slower()).containsExactly("ms to `stays`, p50 while it catches up",
                "ms to `stays`, p99 while it catches up");
        assertThat(report.text()).contains("| acknowledged per second | 1,000 | 1,000 | 1.00 | 1,000 | 1.00 |",
                "| ms to the acknowledgement, p99 | 10.00 | 10.90 | 1.09 | 10.00 | 1.00 |",
                "| ms to `stays`, p99 | 20.00 | 20.00 | 1.00 | 23.00 | 1.15 |", "8 messages came again");
    }

    @Test
    void optionsThatCannotBeAreRefused() {
        assertThat(EndpointsOptions.parse(List.of()).time().down()).hasMinutes(1);
        assertThatThrownBy(() -> EndpointsOptions.parse(List.of("--payload=17"))).isInstanceOf(BenchFailure.class)
                .hasMessageContaining("at least 18");
        assertThatThrownBy(() -> EndpointsOptions.parse(List.of("--away=1"))).isInstanceOf(BenchFailure.class)
                .hasMessageContaining("no option --away");
    }

    private void come(int device, long... numbers) {
        LongStream.of(numbers).forEach(number -> receipts.came(new NumberedBody(BEGIN + number, number, device), BEGIN + 1000));
    }

    private static String event(NumberedBody head) {
        ByteBuf body = Unpooled.buffer(200).writeZero(200);
        head.set(body, 0);
        return "{\"id\":\"3-7\",\"data\":{\"hubName\":\"h\",\"body\":\"" + Base64.getEncoder().encodeToString(body.array())
                + "\",\"properties\":{}}}";
    }

    /** One second. */
    private static EndpointsPhase phase(long acknowledged, long answerMicros, long staysMicros) {
        return new EndpointsPhase(1_000_000_000, acknowledged, latency(answerMicros),
                new EndpointsPhase.Delivered(acknowledged, latency(staysMicros)),
                new EndpointsPhase.Delivered(0, LoadResult.Latency.NONE), new CpuClock(Map.of(), 0));
    }

    private static LoadResult.Latency latency(long micros) {
        return new LoadResult.Latency(micros, micros, micros, micros, micros);
    }
}
