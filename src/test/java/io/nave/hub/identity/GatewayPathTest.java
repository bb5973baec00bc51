package io.nave.hub.identity;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.id.AuthChain;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;

import static org.assertj.core.api.Assertions.assertThat;

/** Who stands below which gateway (device-protocols §7, semantics §7.5). */
class GatewayPathTest {

    private final List<Device> devices = new ArrayList<>();

    @BeforeEach
    void register() {
        edge("top", true, List.of());
        edge("mid", true, List.of(scope("top")));
        edge("other", true, List.of(scope("top")));
        leaf("leaf", scope("mid"));
        leaf("direct", scope("top"));
        leaf("free", "someScope");
        leaf("alone", "");
    }

    @ParameterizedTest
    @ValueSource(strings = { "leaf;mid", "leaf;mid;top", "leaf/m;mid;top", "direct;top", "mid;top", "mid/m;mid",
            "mid/m;mid;top",
            "mid/$edgeAgent;mid", "mid/$edgeHub;top", "leaf" })
    void chainThatFollowsTheScopesHolds(String chain) {
        assertThat(holds(chain)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "leaf;other", "leaf;top", "leaf;other;top", "leaf;top;mid", "leaf;mid;other", "direct;mid",
            "direct;mid;top", "top;mid", "mid;mid", "leaf;leaf", "leaf/m;leaf", "free;top", "alone;top", "nobody;top",
            "leaf;nobody", "leaf;direct", "top/m;mid" })
    void otherChainsDoNot(String chain) {
        assertThat(holds(chain)).isFalse();
    }

    @Test
    void disabledGatewayOnTheWayBreaksIt() {
        // given
        devices.removeIf(device -> device.id().value().equals("mid"));
        edge("mid", false, List.of(scope("top")));

        // then
        assertThat(holds("leaf;mid;top")).isFalse();
        assertThat(holds("direct;top")).isTrue();
    }

    @Test
    void gatewayThatWasMadeAnewHasAnotherScope() {
        // given
        devices.removeIf(device -> device.id().value().equals("mid"));
        devices.add(device("mid", true, EdgeScope.ofEdge(new DeviceId("mid"), "2", List.of(scope("top")))));

        // then
        assertThat(holds("leaf;mid;top")).isFalse();
    }

    @Test
    void scopeOfADeviceThatIsNoGatewayLetsNobodyThrough() {
        // given
        leaf("fake", scope("mid"));
        leaf("below", scope("mid"));

        // then
        assertThat(holds("below;fake")).isFalse();
    }

    private boolean holds(String chain) {
        int end = chain.indexOf(';');
        ClientId target = ClientId.parse(end < 0 ? chain : chain.substring(0, end));
        return new GatewayPath(devices).holds(AuthChain.parse(chain, target));
    }

    private static String scope(String edge) {
        return "ms-azure-iot-edge://" + edge + "-1";
    }

    private void edge(String id, boolean enabled, List<String> parents) {
        devices.add(device(id, enabled, EdgeScope.ofEdge(new DeviceId(id), "1", parents)));
    }

    private void leaf(String id, String scope) {
        devices.add(device(id, true, EdgeScope.ofLeaf(scope)));
    }

    private static Device device(String id, boolean enabled, EdgeScope scope) {
        return new Device(new DeviceId(id), "1", new ETag("e"), new DeviceStatus(enabled, "", Device.NEVER),
                new Credentials.None(), scope);
    }
}
