package io.nave.hub.certificates;

import java.util.List;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

/**
 * The registered authorities as this replica knows them. Read at the first need and whenever somebody says that they changed;
 * {@link AuthorityUpkeep} reads them again from time to time. Safe for all threads.
 */
@Singleton
public final class RegisteredAuthorities {

    private final CertificateAuthorityStore store;
    private volatile @Nullable List<CertificateAuthority> known;

    public RegisteredAuthorities(CertificateAuthorityStore store) {
        this.store = store;
    }

    Uni<List<CertificateAuthority>> current() {
        List<CertificateAuthority> present = known;
        return present == null ? refresh() : Uni.createFrom().item(present);
    }

    Uni<List<CertificateAuthority>> refresh() {
        return store.list().invoke(this::know);
    }

    /** Those known now; none before the first read. */
    List<CertificateAuthority> known() {
        List<CertificateAuthority> present = known;
        return present == null ? List.of() : present;
    }

    private void know(List<CertificateAuthority> authorities) {
        known = List.copyOf(authorities);
    }
}
