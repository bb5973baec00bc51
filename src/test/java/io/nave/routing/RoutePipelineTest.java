package io.nave.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.MessageSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The fallback route is for telemetry only (semantics §1.5). */
class RoutePipelineTest {

    private static final DeviceMessage MESSAGE = new DeviceMessage(new MessageOrigin(ClientId.of("d1"), "g", AuthMethod.HUB), 1,
            Map.of(), Map.of(), MessageBody.of(new byte[0]));

    private final List<DeviceMessage> delivered = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final RoutePipeline pipeline = new RoutePipeline(new Events(delivered));

    @Test
    void telemetryGoesToTheFallback() {
        // when
        pipeline.accept(MESSAGE, new Outcome(outcomes));

        // then
        assertThat(delivered).containsExactly(MESSAGE);
        assertThat(outcomes).containsExactly("stored");
    }

    @Test
    void notificationWithoutARouteIsTakenAndGoesNowhere() {
        // when
        pipeline.acceptNotification(MessageSource.DEVICE_LIFECYCLE, MESSAGE, new Outcome(outcomes));

        // then
        assertThat(delivered).isEmpty();
        assertThat(outcomes).containsExactly("stored");
    }

    private record Events(List<DeviceMessage> delivered) implements Endpoint {

        @Override
        public String name() {
            return "events";
        }

        @Override
        public void deliver(DeviceMessage message, Acknowledgement acknowledgement) {
            delivered.add(message);
            acknowledgement.stored();
        }
    }

    private record Outcome(List<String> outcomes) implements Acknowledgement {

        @Override
        public void stored() {
            outcomes.add("stored");
        }

        @Override
        public void refused(HubException cause) {
            outcomes.add("refused");
        }
    }
}
