package io.nave.storage.redis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.MethodAnswer.Refusal;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.connections.NodeMessenger.NodeCall.AccessChanged;
import io.nave.hub.connections.NodeMessenger.NodeCall.Connected;
import io.nave.hub.connections.NodeMessenger.NodeCall.EventsAppended;
import io.nave.hub.connections.NodeMessenger.NodeCall.InvokeMethod;
import io.nave.hub.connections.NodeMessenger.NodeCall.MethodAnswered;
import io.nave.hub.connections.NodeMessenger.NodeCall.TwinChanged;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls as they travel: replicas of two versions must understand each other, so the text does not change. */
final class NodeCallTextTest {

    private static final ReplicaId SENDER = new ReplicaId("7f3a");

    @Test
    void everyCallHasItsText() {
        assertThat(NodeCallText.format(SENDER, new EventsAppended(5))).isEqualTo("7f3a appended 5");
        assertThat(NodeCallText.format(SENDER, new EventsAppended(-1))).isEqualTo("7f3a appended -1");
        assertThat(NodeCallText.format(SENDER, new Connected(ClientId.of("d1")))).isEqualTo("7f3a connected d1");
        assertThat(NodeCallText.format(SENDER, new Connected(ClientId.of("d1", "m1")))).isEqualTo("7f3a connected d1/m1");
        assertThat(NodeCallText.format(SENDER, new TwinChanged(ClientId.of("d1", "m1")))).isEqualTo("7f3a twin d1/m1");
        assertThat(NodeCallText.format(SENDER, new AccessChanged(new AccessChange.Identity(new DeviceId("d1")))))
                .isEqualTo("7f3a revoked d1");
    }

    @Test
    void everyCallAboutAMethodHasItsText() {
        MethodRequest request = new MethodRequest("reboot", "{\"a b\": 5}", Duration.ofSeconds(30));
        assertText(new InvokeMethod(SENDER, 31, ClientId.of("d1", "m1"), request),
                "7f3a invoke 31 d1/m1 30000 reboot {\"a b\": 5}");
        assertText(new MethodAnswered(31, new Result(-299, " [1,\n2]")), "7f3a returned 31 -299  [1,\n2]");
        assertText(new MethodAnswered(31, new Refusal(ErrorCode.DEVICE_NOT_ONLINE, "It is away")),
                "7f3a refused 31 404103 It is away");
    }

    private static void assertText(NodeCall call, String text) {
        assertThat(NodeCallText.format(SENDER, call)).isEqualTo(text);
        assertThat(NodeCallText.parse(text)).contains(new NodeCallText("7f3a", call));
    }

    @Test
    void errorThatOnlyANewerReplicaKnowsIsOne() {
        assertThat(NodeCallText.parse("7f3a refused 31 599999 x")).contains(new NodeCallText("7f3a",
                new MethodAnswered(31, new Refusal(ErrorCode.SERVER_ERROR, "x"))));
    }

    @Test
    void textIsReadBack() {
        assertThat(NodeCallText.parse("7f3a connected d1/m1"))
                .contains(new NodeCallText("7f3a", new Connected(ClientId.of("d1", "m1"))));
        assertThat(NodeCallText.parse("7f3a appended -1")).contains(new NodeCallText("7f3a", new EventsAppended(-1)));
    }

    @Test
    void whatANewerReplicaSaysIsSkipped() {
        assertThat(NodeCallText.parse("7f3a explode d1")).isEmpty();
        assertThat(NodeCallText.parse("7f3a appended many")).isEmpty();
        assertThat(NodeCallText.parse("hello")).isEmpty();
        assertThat(NodeCallText.parse("7f3a invoke 31 d1 30000 reboot")).isEmpty();
        assertThat(NodeCallText.parse("7f3a invoke x d1 30000 reboot null")).isEmpty();
        assertThat(NodeCallText.parse("_ invoke 31 d1 30000 reboot null")).isEmpty();
        assertThat(NodeCallText.parse("7f3a returned 31 200")).isEmpty();
    }
}
