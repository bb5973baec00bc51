package io.nave.hub.access;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.nave.hub.access.GivenPolicyKeys.Keys;
import io.nave.hub.identity.KeyGenerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The built-in policies at a start (service-protocols §3.4). */
class PolicyBootstrapTest {

    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private final InMemoryPolicyStore store = new InMemoryPolicyStore();

    @Test
    void firstStartMakesFivePoliciesWithKeysOfTheirOwn() {
        // when
        start(Map.of());

        // then
        assertThat(policy("iothubowner").permissions()).containsExactlyInAnyOrder(Permission.values());
        assertThat(policy("service").permissions()).containsExactly(Permission.SERVICE_CONNECT);
        assertThat(policy("device").permissions()).containsExactly(Permission.DEVICE_CONNECT);
        assertThat(policy("registryRead").permissions()).containsExactly(Permission.REGISTRY_READ);
        assertThat(policy("registryReadWrite").permissions()).containsExactlyInAnyOrder(Permission.REGISTRY_READ,
                Permission.REGISTRY_WRITE);
        List<String> keys = BuiltInPolicy.NAMES.stream().flatMap(name -> policy(name).keys().stream()).toList();
        assertThat(keys).hasSize(10).doesNotHaveDuplicates().allMatch(key -> Base64.getDecoder().decode(key).length == 32);
    }

    @Test
    void laterStartKeepsTheKeys() {
        // given
        start(Map.of());
        List<String> before = policy("service").keys();

        // when
        start(Map.of());

        // then
        assertThat(policy("service").keys()).isEqualTo(before);
    }

    @Test
    void givenKeyWinsOverTheStoredOneAndTheOtherIsKept() {
        // given
        start(Map.of());
        SharedAccessPolicy before = policy("service");

        // when
        start(Map.of("service", new Keys(Optional.of(KEY), Optional.empty())));

        // then
        assertThat(policy("service").keys()).containsExactly(KEY, before.secondaryKey());
        assertThat(policy("service").permissions()).isEqualTo(before.permissions());
    }

    @Test
    void wrongSettingStopsTheStartWithItsNameAndWithoutItsValue() {
        assertThatThrownBy(() -> start(Map.of("service", new Keys(Optional.of("secret?"), Optional.empty()))))
                .hasMessage("nave.access.policies.\"service\".primary-key must be base64 of 16 to 64 bytes");
        assertThatThrownBy(() -> start(Map.of("owner", new Keys(Optional.of(KEY), Optional.empty()))))
                .hasMessageStartingWith("nave.access.policies.\"owner\" is not one of the policies [iothubowner, service, ");
    }

    private void start(Map<String, Keys> given) {
        new PolicyBootstrap(store, new KeyGenerator(), new GivenPolicyKeys(given)).run().await().atMost(Duration.ofSeconds(5));
    }

    private SharedAccessPolicy policy(String name) {
        return store.find(name).await().atMost(Duration.ofSeconds(5)).orElseThrow();
    }
}
