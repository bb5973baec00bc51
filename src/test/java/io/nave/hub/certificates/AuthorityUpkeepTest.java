package io.nave.hub.certificates;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.hub.certificates.CertificateAuthority.Possession;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;

/** A replica that was not told of a change finds it by itself. */
class AuthorityUpkeepTest {

    private static final Holder ROOT = Maker.root("Root");

    private final InMemoryCertificateAuthorityStore store = new InMemoryCertificateAuthorityStore();
    private final RegisteredAuthorities registered = new RegisteredAuthorities(store);
    private final List<AccessChange> reviewed = new ArrayList<>();
    private final AuthorityUpkeep upkeep = new AuthorityUpkeep(store, registered, this::review);

    @Test
    void deletedAuthorityIsReviewed() {
        // given
        CertificateAuthority root = known("root", ROOT);
        known("other", Maker.root("Other"));
        // when
        store.delete("root", new ETag("e")).await().indefinitely();
        upkeep.look().await().indefinitely();
        // then
        assertThat(reviewed).containsExactly(new AccessChange.Authority(root.mark()));
        assertThat(registered.known()).extracting(CertificateAuthority::name).containsExactly("other");
    }

    @Test
    void replacedAuthorityIsReviewedAlsoWhenTheNewOneIsVerified() {
        // given
        CertificateAuthority root = known("root", ROOT);
        // when
        store.update(authority("root", Maker.root("Root")), new ETag("e")).await().indefinitely();
        upkeep.look().await().indefinitely();
        // then
        assertThat(reviewed).containsExactly(new AccessChange.Authority(root.mark()));
    }

    @Test
    void newAuthorityIsFoundWithoutReview() {
        // given
        known("root", ROOT);
        // when
        store.insert(authority("other", Maker.root("Other"))).await().indefinitely();
        upkeep.look().await().indefinitely();
        // then
        assertThat(reviewed).isEmpty();
        assertThat(registered.known()).hasSize(2);
    }

    private CertificateAuthority known(String name, Holder holder) {
        CertificateAuthority authority = authority(name, holder);
        store.insert(authority).await().indefinitely();
        registered.refresh().await().indefinitely();
        return authority;
    }

    private static CertificateAuthority authority(String name, Holder holder) {
        return new CertificateAuthority(name, holder.certificate(), new Possession.Verified(), new ETag("e"), Instant.EPOCH,
                Instant.EPOCH);
    }

    private Uni<Void> review(AccessChange change) {
        reviewed.add(change);
        return Uni.createFrom().voidItem();
    }
}
