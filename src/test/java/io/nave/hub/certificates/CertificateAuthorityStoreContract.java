package io.nave.hub.certificates;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.hub.certificates.CertificateAuthority.Possession;
import io.nave.hub.certificates.CertificateAuthorityStore.Insertion;
import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;

/** What every CertificateAuthorityStore keeps to. */
public abstract class CertificateAuthorityStoreContract {

    private static final Holder ROOT = Maker.root("Root");
    private static final Instant CREATED = Instant.parse("2026-11-25T12:00:00.123456Z");

    private final String name = "ca-" + UUID.randomUUID();

    protected abstract CertificateAuthorityStore store();

    @AfterEach
    void clear() {
        await(store().list()).forEach(authority -> await(store().delete(authority.name(), authority.etag())));
    }

    @Test
    void insertedAuthorityIsReadAsItWas() {
        // given
        CertificateAuthority challenged = authority(name, new Possession.Challenged("C0DE"), "e1");
        // when
        Insertion insertion = await(store().insert(challenged));
        // then
        assertThat(insertion).isEqualTo(Insertion.DONE);
        assertThat(await(store().find(name))).contains(challenged);
        assertThat(await(store().list())).containsExactly(challenged);
        assertThat(await(store().find(name.toUpperCase(java.util.Locale.ROOT)))).isEmpty();
    }

    @Test
    void nameIsTakenOnce() {
        // given
        CertificateAuthority first = authority(name, new Possession.Verified(), "e1");
        await(store().insert(first));
        // when
        Insertion insertion = await(store().insert(authority(name, new Possession.Unproven(), "e2")));
        // then
        assertThat(insertion).isEqualTo(Insertion.NAME_TAKEN);
        assertThat(await(store().find(name))).contains(first);
    }

    @Test
    void updateNeedsTheEtagThatIsThere() {
        // given
        await(store().insert(authority(name, new Possession.Unproven(), "e1")));
        CertificateAuthority later = new CertificateAuthority(name, Maker.root("Other").certificate(),
                new Possession.Verified(), new ETag("e2"), CREATED, CREATED.plusSeconds(1));
        // when
        boolean stale = await(store().update(later, new ETag("e0")));
        boolean done = await(store().update(later, new ETag("e1")));
        // then
        assertThat(stale).isFalse();
        assertThat(done).isTrue();
        assertThat(await(store().find(name))).contains(later);
        assertThat(await(store().update(authority("absent", new Possession.Unproven(), "e"), new ETag("e")))).isFalse();
    }

    @Test
    void deleteNeedsTheEtagThatIsThere() {
        // given
        await(store().insert(authority(name, new Possession.Unproven(), "e1")));
        // then
        assertThat(await(store().delete(name, new ETag("e0")))).isFalse();
        assertThat(await(store().delete(name, new ETag("e1")))).isTrue();
        assertThat(await(store().delete(name, new ETag("e1")))).isFalse();
        assertThat(await(store().find(name))).isEmpty();
    }

    @Test
    void thereAreAtMost25AlsoWhenAllAreInsertedAtOnce() {
        // given
        List<Uni<Insertion>> insertions = IntStream.range(0, 30)
                .mapToObj(i -> store().insert(authority("many-" + i, new Possession.Unproven(), "e"))).toList();
        // when
        List<Insertion> outcomes = await(Uni.join().all(insertions).andFailFast());
        // then
        assertThat(outcomes).filteredOn(Insertion.DONE::equals).hasSize(CertificateAuthorityStore.MAX);
        assertThat(outcomes).filteredOn(Insertion.FULL::equals).hasSize(5);
        assertThat(await(store().list())).hasSize(CertificateAuthorityStore.MAX).isSortedAccordingTo(
                java.util.Comparator.comparing(CertificateAuthority::name));
    }

    private static CertificateAuthority authority(String name, Possession possession, String etag) {
        return new CertificateAuthority(name, ROOT.certificate(), possession, new ETag(etag), CREATED, CREATED);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
