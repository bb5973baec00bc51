package io.nave.ops;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent;

import static org.assertj.core.api.Assertions.assertThat;

/** What is counted, and under which labels. */
class MetricsMonitorTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MetricsMonitor monitor = new MetricsMonitor(registry, new ConnectionTable());

    @Test
    void batchesAreCountedByMessagesBytesAndTime() {
        // when
        monitor.report(new HubEvent.BatchStored(10, 2000, 1_000_000));
        monitor.report(new HubEvent.BatchStored(30, 6000, 3_000_000));

        // then
        assertThat(registry.get("nave.messages.stored").counter().count()).isEqualTo(40);
        assertThat(registry.get("nave.messages.stored.bytes").counter().count()).isEqualTo(8000);
        assertThat(registry.get("nave.batch.messages").summary().max()).isEqualTo(30);
        assertThat(registry.get("nave.batch.commit").timer().count()).isEqualTo(2);
    }

    @Test
    void refusalsAreCountedByProtocolAndCode() {
        // when
        monitor.report(new HubEvent.ConnectionRefused("dev1", "mqtt",
                new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED, "token is expired")));

        // then
        assertThat(registry.get("nave.refusals").tags("protocol", "mqtt", "code", "IotHubUnauthorized").counter().count())
                .isEqualTo(1);
    }

    @Test
    void methodsAreTimedByOutcome() {
        // when
        monitor.report(new HubEvent.MethodEnded(ClientId.of("dev1"), "answered", 3_000_000));
        monitor.report(new HubEvent.MethodEnded(ClientId.of("dev1"), "GatewayTimeout", 5_000_000_000L));

        // then
        assertThat(registry.get("nave.methods").tag("outcome", "answered").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
        assertThat(registry.get("nave.methods").tag("outcome", "GatewayTimeout").timer().count()).isEqualTo(1);
    }

    @Test
    void guessesAreCountedByAnswer() {
        // when
        monitor.report(new HubEvent.GuessingSuspected("10.0.0.1", "dev1", false));
        monitor.report(new HubEvent.GuessingSuspected("10.0.0.1", "dev1", true));
        monitor.report(new HubEvent.GuessingSuspected("10.0.0.1", "dev2", true));

        // then
        assertThat(registry.get("nave.guesses").tags("answer", "late").counter().count()).isEqualTo(1);
        assertThat(registry.get("nave.guesses").tags("answer", "refused").counter().count()).isEqualTo(2);
    }

    @Test
    void noLabelIsADevice() {
        // when
        monitor.report(new HubEvent.GuessingSuspected("10.0.0.1", "dev1", false));
        monitor.report(new HubEvent.DeviceConnected(ClientId.of("dev1"), "mqtt"));
        monitor.report(new HubEvent.DeviceDisconnected(ClientId.of("dev1"), "mqtt", "dev1 closed"));
        monitor.report(new HubEvent.ConnectionCut(ClientId.of("dev1"), CutReason.REVOKED));
        monitor.report(new HubEvent.IdentityChanged("dev1", "delete"));
        monitor.report(new HubEvent.MethodEnded(ClientId.of("dev1"), "answered", 1));
        monitor.report(new HubEvent.ProtocolViolation("dev1", "mqtt", "dev1 sent QoS 2"));

        // then
        assertThat(registry.getMeters()).allSatisfy(meter -> assertThat(meter.getId().getTags())
                .noneMatch(tag -> tag.getValue().contains("dev1")));
    }

    @Test
    void attachedReadersAreAGauge() {
        // when
        monitor.report(new HubEvent.ReaderChanged("$Default", 0, true));
        monitor.report(new HubEvent.ReaderChanged("$Default", 1, true));
        monitor.report(new HubEvent.ReaderChanged("$Default", 0, false));

        // then
        assertThat(registry.get("nave.readers").gauge().value()).isEqualTo(1);
    }
}
