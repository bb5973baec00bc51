package io.nave.ops;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent;

import static org.assertj.core.api.Assertions.assertThat;

/** What stands in the log. */
class LoggingMonitorTest {

    private static final Logger LOG = Logger.getLogger("io.nave");

    private final LoggingMonitor monitor = new LoggingMonitor();
    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        LOG.addHandler(lines);
    }

    @AfterEach
    void leave() {
        LOG.removeHandler(lines);
    }

    @Test
    void refusalTellsWhoAndWhyOnce() {
        // when
        for (int i = 0; i < 1000; i++) {
            monitor.report(new HubEvent.ConnectionRefused("dev" + i, "mqtt",
                    new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED, "token is expired")));
        }

        // then
        assertThat(lines.written).containsExactly("Refused dev0 over mqtt: IotHubUnauthorized (401003), token is expired");
    }

    @Test
    void guessingIsToldOncePerKind() {
        // when
        for (int i = 0; i < 1000; i++) {
            monitor.report(new HubEvent.GuessingSuspected("10.0.0." + i, "dev\n" + i, i >= 500));
        }

        // then
        assertThat(lines.written).containsExactly(
                "Somebody at 10.0.0.0 has shown wrong credentials again and again, now as dev?0: failures are answered late",
                "Somebody at 10.0.0.500 has shown wrong credentials again and again, now as dev?500: more attempts from there"
                        + " are refused unseen");
    }

    @Test
    void otherCausesAreNotFoldedTogether() {
        // when
        monitor.report(new HubEvent.ConnectionRefused("dev1", "mqtt", new HubException(ErrorCode.DEVICE_NOT_FOUND, "unknown")));
        monitor.report(new HubEvent.ConnectionRefused("dev1", "amqp", new HubException(ErrorCode.DEVICE_NOT_FOUND, "unknown")));
        monitor.report(new HubEvent.ProtocolViolation("dev1", "mqtt", "QoS 2"));

        // then
        assertThat(lines.written).hasSize(3);
    }

    @Test
    void clientCanNeitherForgeALineNorFloodIt() {
        // when
        monitor.report(new HubEvent.ConnectionRefused("dev1\r\n2026 INFO all is well", "mqtt",
                new HubException(ErrorCode.DEVICE_NOT_FOUND, "x".repeat(100_000))));

        // then
        assertThat(lines.written).singleElement().asString().doesNotContain("\n", "\r").hasSizeLessThan(400)
                .startsWith("Refused dev1??2026 INFO all is well over mqtt");
    }

    @Test
    void patternsInWhatClientsClaimAreNotExpanded() {
        // when
        monitor.report(new HubEvent.ConnectionRefused("%s%n{0}", "mqtt", new HubException(ErrorCode.DEVICE_NOT_FOUND, "%d")));

        // then
        assertThat(lines.written).singleElement().asString().startsWith("Refused %s%n{0} over mqtt").endsWith("%d");
    }

    @Test
    void takeOverSaysWhatARepetitionMeans() {
        // when
        monitor.report(new HubEvent.ConnectionCut(ClientId.of("dev1"), CutReason.TAKEN_OVER));

        // then
        assertThat(lines.written).singleElement().asString().contains("dev1").contains("two devices use one id");
    }

    /** Keeps what is written from INFO on. */
    private static final class Lines extends Handler {

        private final List<String> written = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.INFO.intValue()) {
                written.add(new SimpleFormatter().formatMessage(line));
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }
}
