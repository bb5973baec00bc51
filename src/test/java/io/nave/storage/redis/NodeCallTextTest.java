package io.nave.storage.redis;

import org.junit.jupiter.api.Test;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.NodeMessenger.NodeCall.AccessChanged;
import io.nave.hub.connections.NodeMessenger.NodeCall.Connected;
import io.nave.hub.connections.NodeMessenger.NodeCall.EventsAppended;
import io.nave.hub.connections.ReplicaId;
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
        assertThat(NodeCallText.format(SENDER, new AccessChanged(new AccessChange.Identity(new DeviceId("d1")))))
                .isEqualTo("7f3a revoked d1");
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
    }
}
