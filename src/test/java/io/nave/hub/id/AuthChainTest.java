package io.nave.hub.id;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On whose behalf a gateway acts (device-protocols §7). */
class AuthChainTest {

    @ParameterizedTest
    @CsvSource({
            "leaf1, leaf1;edge1, edge1/$edgeHub",
            "leaf1, leaf1;edgeL4;edgeL3, edgeL3/$edgeHub",
            "leaf1, leaf1;edgeL4/$edgeHub;edgeL4;edgeL3, edgeL3/$edgeHub",
            "edge1/m, edge1/m;edge1, edge1/$edgeHub",
            "edge1/$edgeHub, edge1/$edgeHub;edge1, edge1/$edgeHub",
            "a;b, a;b;edge1, edge1/$edgeHub",
            "leaf1, leaf1, leaf1",
            "leaf1, leaf1;, leaf1",
            "edge1/m, edge1/m, edge1/m" })
    void lastIdIsWhoActs(String target, String text, String actor) {
        // when
        AuthChain chain = AuthChain.parse(text, ClientId.parse(target));

        // then
        assertThat(chain.target()).hasToString(target);
        assertThat(chain.actor()).hasToString(actor);
        assertThat(chain.isOfActorItself()).isEqualTo(target.equals(actor));
    }

    @Test
    void gatewaysAreInTheOrderFromTheTargetUp() {
        // when
        AuthChain chain = AuthChain.parse("leaf;g5;g4;g3;g2;g1", ClientId.of("leaf"));

        // then
        assertThat(chain.gateways()).extracting(DeviceId::value).containsExactly("g5", "g4", "g3", "g2", "g1");
        assertThat(chain.devices()).hasSize(6).contains(new DeviceId("leaf"));
        assertThat(chain).hasToString("leaf;g5;g4;g3;g2;g1");
    }

    @ParameterizedTest
    @CsvSource({
            "leaf1, leaf2;edge1", "leaf1, leaf11;edge1", "leaf1, edge1", "leaf1, ''", "leaf1, ;leaf1;edge1",
            "leaf1, leaf1;edge 1", "leaf1, leaf1;edge1/m", "leaf1, leaf1;edge1/$edgeAgent", "leaf1, leaf1;edge1/",
            "leaf1, leaf1;/$edgeHub", "edge1/m, edge1;edge1", "leaf1, leaf1;g6;g5;g4;g3;g2;g1" })
    void textThatIsNoChainOfTheTargetIsRefused(String target, String text) {
        assertRefused(text, target);
    }

    @Test
    void longTextIsRefusedUnread() {
        assertRefused("leaf;" + "g".repeat(100_000), "leaf");
        assertRefused("leaf;" + ";".repeat(100_000), "leaf");
    }

    @Test
    void longestIdsFit() {
        // given
        String id = "x".repeat(128);

        // then
        String text = String.join(";", List.of(id + "/" + id, "1" + id.substring(1), "2" + id.substring(1),
                "3" + id.substring(1), "4" + id.substring(1), "5" + id.substring(1)));
        assertThat(AuthChain.parse(text, ClientId.of(id, id)).gateways()).hasSize(5);
    }

    private static void assertRefused(String text, String target) {
        assertThatThrownBy(() -> AuthChain.parse(text, ClientId.parse(target))).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID));
    }
}
