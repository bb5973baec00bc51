package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Gateways and what is behind them (semantics §7.5). */
class EdgeRulesTest {

    private static final DeviceId GATEWAY = new DeviceId("gw");
    private static final String OWN = "ms-azure-iot-edge://gw-637";
    private static final String PARENT = "ms-azure-iot-edge://top-636";

    @Test
    void gatewayGetsAScopeOfItsOwn() {
        assertThat(EdgeRules.ofNew(edge(null), GATEWAY, "637")).isEqualTo(new EdgeScope(true, OWN, List.of()));
        assertThat(EdgeRules.ofNew(edge(null, PARENT), GATEWAY, "637"))
                .isEqualTo(new EdgeScope(true, OWN, List.of(PARENT)));
    }

    @Test
    void scopeOfAGatewayCannotBeSet() {
        assertRefused(() -> EdgeRules.ofNew(edge("ms-azure-iot-edge://other-1"), GATEWAY, "637"));
        assertRefused(() -> EdgeRules.ofChanged(edge("ms-azure-iot-edge://other-1"), gateway()));
        assertThat(EdgeRules.ofChanged(edge(OWN), gateway())).isEqualTo(gateway().scope());
    }

    @Test
    void newGatewayKeepsTheScopeThatAHubHasMadeForItsId() {
        assertThat(EdgeRules.ofNew(edge("ms-azure-iot-edge://gw-12", PARENT), GATEWAY, "637"))
                .isEqualTo(new EdgeScope(true, "ms-azure-iot-edge://gw-12", List.of(PARENT)));
        assertRefused(() -> EdgeRules.ofNew(edge("ms-azure-iot-edge://gw-x"), GATEWAY, "637"));
        assertRefused(() -> EdgeRules.ofChanged(edge("ms-azure-iot-edge://gw-12"), gateway()));
    }

    @Test
    void leafIsBehindTheGatewayThatItsScopeNames() {
        EdgeScope behind = new EdgeScope(false, PARENT, List.of(PARENT));
        assertThat(EdgeRules.ofNew(leaf(PARENT), GATEWAY, "637")).isEqualTo(behind);
        assertThat(EdgeRules.ofNew(leaf(null, PARENT), GATEWAY, "637")).isEqualTo(behind);
        assertThat(EdgeRules.ofNew(leaf("someScope1"), GATEWAY, "637"))
                .isEqualTo(new EdgeScope(false, "someScope1", List.of("someScope1")));
        assertThat(EdgeRules.ofNew(EdgeRequest.NOTHING, GATEWAY, "637")).isEqualTo(EdgeScope.NONE);
    }

    @Test
    void deviceHasOneParentAtMost() {
        assertRefused(() -> EdgeRules.ofNew(leaf(null, PARENT, OWN), GATEWAY, "637"));
        assertRefused(() -> EdgeRules.ofNew(leaf(OWN, PARENT), GATEWAY, "637"));
        assertRefused(() -> EdgeRules.ofNew(leaf("x".repeat(513)), GATEWAY, "637"));
    }

    @Test
    void whatIsLeftOutStaysAndAnEmptyScopeTakesTheParentAway() {
        // given
        Device leaf = device(EdgeScope.ofLeaf(PARENT));

        // then
        assertThat(EdgeRules.ofChanged(EdgeRequest.NOTHING, leaf)).isEqualTo(leaf.scope());
        assertThat(EdgeRules.ofChanged(leaf(""), leaf)).isEqualTo(EdgeScope.NONE);
        assertThat(EdgeRules.ofChanged(EdgeRequest.NOTHING, gateway())).isEqualTo(gateway().scope());
    }

    @Test
    void leafCanBecomeAGatewayAndBack() {
        assertThat(EdgeRules.ofChanged(edge(null), device(EdgeScope.NONE)).deviceScope()).isEqualTo(OWN);
        assertThat(EdgeRules.ofChanged(leaf(null), gateway())).isEqualTo(EdgeScope.NONE);
    }

    private static Device gateway() {
        return device(EdgeScope.ofEdge(GATEWAY, "637", List.of()));
    }

    private static Device device(EdgeScope scope) {
        return new Device(GATEWAY, "637", new ETag("e"), DeviceStatus.ENABLED, new Credentials.None(), scope);
    }

    private static EdgeRequest edge(String scope, String... parents) {
        return request(true, scope, parents);
    }

    private static EdgeRequest leaf(String scope, String... parents) {
        return request(false, scope, parents);
    }

    private static EdgeRequest request(boolean edge, String scope, String... parents) {
        return new EdgeRequest(Optional.of(edge), Optional.ofNullable(scope),
                parents.length == 0 ? Optional.empty() : Optional.of(List.of(parents)));
    }

    private static void assertRefused(Runnable what) {
        assertThatThrownBy(what::run).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_DEVICE_SCOPE));
    }
}
