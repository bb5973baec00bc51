package io.nave.hub.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.access.PolicyService.KeyChange;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.KeyGenerator;
import io.smallrye.mutiny.Uni;

import static io.nave.hub.access.Permission.DEVICE_CONNECT;
import static io.nave.hub.access.Permission.REGISTRY_WRITE;
import static io.nave.hub.access.Permission.SERVICE_CONNECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What may be done with shared access policies (service-protocols §3.4, semantics §8.2). */
class PolicyServiceTest {

    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final Caller OWNER = caller(Permission.values());

    private final InMemoryPolicyStore store = new InMemoryPolicyStore();
    private final KeyGenerator generator = new KeyGenerator();
    private final List<AccessChange> reviewed = new ArrayList<>();
    private final PolicyService service = new PolicyService(store, generator,
            new AccessChanges(change -> Uni.createFrom().voidItem().invoke(() -> reviewed.add(change)),
                    new InMemoryNodeMessenger(), event -> {
                    }));

    @BeforeEach
    void start() {
        await(new PolicyBootstrap(store, generator, new GivenPolicyKeys(java.util.Map.of())).run());
    }

    @Test
    void policyIsCreatedWithKeysOfItsOwn() {
        // when
        StoredPolicy created = await(service.put(request("fleet", DEVICE_CONNECT), EtagCondition.NONE, OWNER));

        // then
        assertThat(created.policy().permissions()).containsExactly(DEVICE_CONNECT);
        assertThat(created.policy().keys()).hasSize(2).doesNotHaveDuplicates().allSatisfy(key -> assertThat(key).hasSize(44));
        assertThat(await(service.get("fleet"))).isEqualTo(created);
        assertThat(await(service.list())).hasSize(6).contains(created);
    }

    @Test
    void replacedPolicyKeepsTheKeysThatAreNotGiven() {
        // given
        StoredPolicy before = await(service.put(request("fleet", DEVICE_CONNECT), EtagCondition.NONE, OWNER));

        // when
        StoredPolicy after = await(service.put(
                new PolicyRequest("fleet", Set.of(SERVICE_CONNECT), Optional.empty(), Optional.of(KEY)),
                EtagCondition.parse("\"" + before.etag() + "\""), OWNER));

        // then
        assertThat(after.policy().primaryKey()).isEqualTo(before.policy().primaryKey());
        assertThat(after.policy().secondaryKey()).isEqualTo(KEY);
        assertThat(after.policy().permissions()).containsExactly(SERVICE_CONNECT);
        assertThat(after.etag()).isNotEqualTo(before.etag());
        assertThat(reviewed).contains(new AccessChange.Policy("fleet"));
    }

    @Test
    void conditionThatIsNotMetIs412() {
        // given
        await(service.put(request("fleet", DEVICE_CONNECT), EtagCondition.NONE, OWNER));
        EtagCondition wrong = EtagCondition.parse("\"77\"");

        // then
        assertRefused(service.put(request("fleet", DEVICE_CONNECT), wrong, OWNER), ErrorCode.PRECONDITION_FAILED);
        assertRefused(service.put(request("new", DEVICE_CONNECT), EtagCondition.parse("*"), OWNER),
                ErrorCode.PRECONDITION_FAILED);
        assertRefused(service.rotate("fleet", KeyChange.PRIMARY, wrong, OWNER), ErrorCode.PRECONDITION_FAILED);
        assertRefused(service.delete("fleet", wrong, OWNER), ErrorCode.PRECONDITION_FAILED);
        await(service.delete("fleet", EtagCondition.parse("*"), OWNER));
    }

    @Test
    void keysAreRotatedOneByOneOrChangePlaces() {
        // given
        SharedAccessPolicy first = await(service.get("service")).policy();

        // then
        SharedAccessPolicy swapped = rotate("service", KeyChange.SWAP);
        assertThat(swapped.keys()).containsExactly(first.secondaryKey(), first.primaryKey());
        SharedAccessPolicy primary = rotate("service", KeyChange.PRIMARY);
        assertThat(primary.secondaryKey()).isEqualTo(first.primaryKey());
        assertThat(primary.primaryKey()).isNotIn(first.keys());
        SharedAccessPolicy secondary = rotate("service", KeyChange.SECONDARY);
        assertThat(secondary.primaryKey()).isEqualTo(primary.primaryKey());
        assertThat(secondary.secondaryKey()).isNotIn(primary.keys());
        assertThat(reviewed).containsOnly(new AccessChange.Policy("service")).hasSize(3);
    }

    @Test
    void builtInPoliciesStayAndKeepTheirRights() {
        for (String name : BuiltInPolicy.NAMES) {
            assertRefused(service.delete(name, EtagCondition.NONE, OWNER), ErrorCode.INVALID_OPERATION);
        }
        assertRefused(service.put(request("iothubowner", SERVICE_CONNECT), EtagCondition.NONE, OWNER),
                ErrorCode.INVALID_OPERATION);
        assertRefused(service.put(request("service", Permission.values()), EtagCondition.NONE, OWNER),
                ErrorCode.INVALID_OPERATION);
        await(service.put(request("iothubowner", REGISTRY_WRITE, SERVICE_CONNECT, DEVICE_CONNECT), EtagCondition.NONE, OWNER));
    }

    @Test
    void nobodyHandlesAPolicyThatMayDoMoreThanHe() {
        // given
        Caller operator = caller(REGISTRY_WRITE, SERVICE_CONNECT);

        // then
        assertRefused(service.keysOf("iothubowner", operator), ErrorCode.IOT_HUB_UNAUTHORIZED);
        assertRefused(service.rotate("device", KeyChange.PRIMARY, EtagCondition.NONE, operator),
                ErrorCode.IOT_HUB_UNAUTHORIZED);
        assertRefused(service.put(request("mine", DEVICE_CONNECT), EtagCondition.NONE, operator),
                ErrorCode.IOT_HUB_UNAUTHORIZED);
        await(service.put(request("mine", SERVICE_CONNECT), EtagCondition.NONE, operator));
        assertRefused(service.put(request("mine", DEVICE_CONNECT), EtagCondition.NONE, operator),
                ErrorCode.IOT_HUB_UNAUTHORIZED);
        await(service.put(request("fleet", DEVICE_CONNECT), EtagCondition.NONE, OWNER));
        assertRefused(service.delete("fleet", EtagCondition.NONE, operator), ErrorCode.IOT_HUB_UNAUTHORIZED);
        assertThat(await(service.keysOf("service", operator)).policy().keys()).hasSize(2);
    }

    @Test
    void thereAreAtMostSixteen() {
        for (int i = 0; i < 11; i++) {
            await(service.put(request("p" + i, SERVICE_CONNECT), EtagCondition.NONE, OWNER));
        }
        assertRefused(service.put(request("p11", SERVICE_CONNECT), EtagCondition.NONE, OWNER), ErrorCode.INVALID_OPERATION);
        await(service.put(request("p10", SERVICE_CONNECT), EtagCondition.NONE, OWNER));
        await(service.delete("p0", EtagCondition.NONE, OWNER));
        await(service.put(request("p11", SERVICE_CONNECT), EtagCondition.NONE, OWNER));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a b", "a/b", "ä", "oidc:ada",
            "a23456789012345678901234567890123456789012345678901234567890123456" })
    void wrongNamesAreRefused(String name) {
        assertRefused(service.put(request(name, SERVICE_CONNECT), EtagCondition.NONE, OWNER), ErrorCode.ARGUMENT_INVALID);
    }

    @Test
    void policyHasRightsAndKeysThatCanBeKeys() {
        assertRefused(service.put(request("none"), EtagCondition.NONE, OWNER), ErrorCode.ARGUMENT_INVALID);
        assertThatThrownBy(() -> new PolicyRequest("bad", Set.of(SERVICE_CONNECT), Optional.of("short"), Optional.empty()))
                .isInstanceOf(HubException.class).hasMessageNotContaining("short");
    }

    @Test
    void unknownPolicyIsNotFound() {
        assertRefused(service.get("nosuch"), ErrorCode.RESOURCE_NOT_FOUND);
        assertRefused(service.keysOf("nosuch", OWNER), ErrorCode.RESOURCE_NOT_FOUND);
        assertRefused(service.rotate("nosuch", KeyChange.SWAP, EtagCondition.NONE, OWNER), ErrorCode.RESOURCE_NOT_FOUND);
        assertRefused(service.delete("nosuch", EtagCondition.NONE, OWNER), ErrorCode.RESOURCE_NOT_FOUND);
    }

    private SharedAccessPolicy rotate(String name, KeyChange what) {
        return await(service.rotate(name, what, EtagCondition.NONE, OWNER)).policy();
    }

    private static PolicyRequest request(String name, Permission... rights) {
        return new PolicyRequest(name, Set.of(rights), Optional.empty(), Optional.empty());
    }

    private static Caller caller(Permission... rights) {
        return new Caller("somebody", Set.of(rights), List.of(), Instant.MAX);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }

    private static void assertRefused(Uni<?> uni, ErrorCode code) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
