package io.nave.hub.certificates;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.ConnectionReview;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Heals a lost call between replicas: looks from time to time whether an authority that this replica trusts was deleted or
 * replaced, and then ends what rests on it here.
 */
@Singleton
public final class AuthorityUpkeep {

    static final Duration EVERY = Duration.ofSeconds(10);

    private final CertificateAuthorityStore store;
    private final RegisteredAuthorities registered;
    private final ConnectionReview review;

    public AuthorityUpkeep(CertificateAuthorityStore store, RegisteredAuthorities registered, ConnectionReview review) {
        this.store = store;
        this.registered = registered;
        this.review = review;
    }

    /** Runs until it is cancelled; the server subscribes once. */
    public Multi<Void> run() {
        return Multi.createFrom().ticks().every(EVERY).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> look());
    }

    /** One look. */
    Uni<Void> look() {
        List<CertificateAuthority> before = registered.known();
        return store.list().chain(now -> reviewAll(gone(before, now)))
                .call(registered::refresh);
    }

    private static List<String> gone(List<CertificateAuthority> before, List<CertificateAuthority> now) {
        Set<String> standing = marksOfVerified(now);
        return marksOfVerified(before).stream().filter(mark -> !standing.contains(mark)).toList();
    }

    private static Set<String> marksOfVerified(List<CertificateAuthority> authorities) {
        return authorities.stream().filter(CertificateAuthority::isVerified).map(CertificateAuthority::mark)
                .collect(Collectors.toSet());
    }

    private Uni<Void> reviewAll(List<String> marks) {
        return Multi.createFrom().iterable(marks)
                .onItem().transformToUniAndConcatenate(mark -> review.review(new AccessChange.Authority(mark)))
                .collect().last().replaceWithVoid();
    }
}
