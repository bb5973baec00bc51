package io.nave.hub.certificates;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Singleton;

import io.nave.hub.access.CertificateTrust;
import io.nave.hub.access.CurrentAccessRules;
import io.nave.hub.id.CertificateMarks;
import io.nave.hub.revocation.RevocationCheck;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Trusts what a registered and verified authority has issued and not revoked (device-protocols §4.5). Signatures are verified
 * on
 * worker threads, because a storm of devices that come back must not hold up the event loops.
 */
@Singleton
public final class RegisteredTrust implements CertificateTrust {

    private final RegisteredAuthorities registered;
    private final RevocationCheck revocation;
    private final CurrentAccessRules rules;
    private final Clock clock;

    public RegisteredTrust(RegisteredAuthorities registered, RevocationCheck revocation, CurrentAccessRules rules,
            Clock clock) {
        this.registered = registered;
        this.revocation = revocation;
        this.rules = rules;
        this.clock = clock;
    }

    /** The {@link CertificateAuthority#mark() mark} of the authority. Completes on a worker thread. */
    @Override
    public Uni<String> issuerOf(List<X509Certificate> chain) {
        return registered.current()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(authorities -> pathOf(chain, authorities))
                .call(path -> revocation.require(path.withAnchor()))
                .map(path -> path.authority().mark());
    }

    @Override
    public boolean stands(String authority) {
        return registered.known().stream().anyMatch(a -> a.isVerified() && a.mark().equals(authority));
    }

    @Override
    public Uni<Void> refresh() {
        return registered.refresh().replaceWithVoid();
    }

    private CertificatePath pathOf(List<X509Certificate> chain, List<CertificateAuthority> authorities) {
        Instant now = clock.instant();
        CertificatePath path = CertificatePath.find(chain, authorities, now);
        PathRules.require(path, now);
        rules.get().requireCertificate(CertificateMarks.of(path.authority().certificate())); // a client need not show it
        return path;
    }
}
