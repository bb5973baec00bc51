package io.nave.hub.access;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.id.ClientId;

import static org.assertj.core.api.Assertions.assertThat;

/** What a token is made out to, and whom that covers (device-protocols §4.2). */
class TokenScopeTest {

    @ParameterizedTest
    @CsvSource({
            "hub.test.local/devices/dev1, dev1, true",
            "hub.test.local%2Fdevices%2Fdev1, dev1, true",
            "hub.test.local%2fdevices%2fdev1, dev1, true",
            "hub.test.local:8883/devices/dev1, dev1, true",
            "https://hub.test.local/devices/dev1, dev1, true",
            "hub.test.local/devices/dev1/, dev1, true",
            "hub.test.local%2Fdevices%2Fdev1%2Fapi-version%3D2016-11-14, dev1, true",
            "hub.test.local/devices/dev1/messages/events, dev1, true",
            "hub.test.local/devices/DEV1, dev1, true",
            "hub.test.local%2Fdevices%2Fa%2540b%253Bc, a@b;c, true",
            "hub.test.local%2Fdevices%2Fa%2Bb, a+b, true",
            "hub.test.local/devices/a+b, a+b, true",
            "hub.test.local/devices/a%2541, a%41, true",
            "hub.test.local/devices/dev1/modules/m1, dev1/m1, true",
            "hub.test.local/devices/dev1, dev1/m1, false",
            "hub.test.local/devices/dev1/modules/m1, dev1, false",
            "hub.test.local/devices/dev1/modules/m2, dev1/m1, false",
            "hub.test.local/devices/dev, dev1, false",
            "hub.test.local/devices/dev11, dev1, false",
            "hub.test.local/devices, dev1, false",
            "hub.test.local, dev1, false",
            "hub.test.local/messages/events, dev1, false" })
    void ownKeySpeaksForExactlyItsIdentity(String resource, String client, boolean names) {
        assertThat(TokenScope.parse(resource).names(ClientId.parse(client))).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource({
            "hub.test.local, dev1, true",
            "hub.test.local/, dev1, true",
            "hub.test.local/devices, dev1, true",
            "hub.test.local/devices/dev1, dev1, true",
            "hub.test.local/devices/dev1, dev1/m1, true",
            "hub.test.local/devices/dev1/modules, dev1/m1, true",
            "hub.test.local/devices/dev1/modules/m1, dev1/m1, true",
            "hub.test.local/devices/dev1/modules/m1, dev1, false",
            "hub.test.local/devices/dev, dev1, false",
            "hub.test.local/devices/DEV1, dev1, false",
            "hub.test.local/dev, dev1, false",
            "hub.test.local/messages/events, dev1, false" })
    void policySpeaksForAllBelowItsScope(String resource, String client, boolean covers) {
        assertThat(TokenScope.parse(resource).covers(ClientId.parse(client))).isEqualTo(covers);
    }

    @Test
    void callerCoversPathsByWholeSegments() {
        // given
        Caller caller = caller("hub.test.local/a/b");

        // then
        assertThat(caller.covers(List.of("a", "b"))).isTrue();
        assertThat(caller.covers(List.of("a", "b", "c"))).isTrue();
        assertThat(caller.covers(List.of("a", "bc"))).isFalse();
        assertThat(caller.covers(List.of("a"))).isFalse();
        assertThat(caller("hub.test.local").covers(List.of("anything"))).isTrue();
    }

    private static Caller caller(String resource) {
        SharedAccessPolicy policy = new SharedAccessPolicy("service", Set.of(Permission.SERVICE_CONNECT), "", "");
        return Caller.ofPolicy(policy, policy.primaryKey(), TokenScope.parse(resource).path(), Instant.MAX);
    }
}
