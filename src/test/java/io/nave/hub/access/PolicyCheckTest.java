package io.nave.hub.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.error.HubException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How long a policy that was read is relied on (semantics §9.2: what is taken away is felt at once). */
class PolicyCheckTest {

    private static final String OLD = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String NEW = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final InMemoryPolicyStore store = new InMemoryPolicyStore();
    private final PolicyCheck check = new PolicyCheck(store, clock);

    @BeforeEach
    void store() {
        save(OLD);
        assertThat(shown(OLD)).isTrue();
    }

    @Test
    void changeThatIsNoticedCountsAtOnce() {
        // when
        save(NEW);
        check.refresh("service").await().indefinitely();
        // then
        assertThat(shown(NEW)).isTrue();
        assertThatThrownBy(() -> shown(OLD)).isInstanceOf(HubException.class);
    }

    @Test
    void changeWhoseNoticeIsLostCountsAfterASecond() {
        // given
        save(NEW);
        assertThat(shown(OLD)).isTrue();
        // when
        now.set(now.get().plus(Duration.ofSeconds(1)));
        // then
        assertThat(shown(NEW)).isTrue();
        assertThatThrownBy(() -> shown(OLD)).isInstanceOf(HubException.class);
    }

    @Test
    void policyThatWasNotThereIsLookedForAgain() {
        // given
        assertThatThrownBy(() -> check.byKey("later", OLD).await().indefinitely()).isInstanceOf(HubException.class);
        // when
        store.save(new SharedAccessPolicy("later", Set.of(Permission.SERVICE_CONNECT), OLD, OLD)).await().indefinitely();
        // then
        assertThat(check.byKey("later", OLD).await().indefinitely().name()).isEqualTo("later");
    }

    private void save(String key) {
        store.save(new SharedAccessPolicy("service", Set.of(Permission.SERVICE_CONNECT), key, key)).await().indefinitely();
    }

    private boolean shown(String key) {
        return check.byKey("service", key).await().indefinitely().name().equals("service");
    }
}
