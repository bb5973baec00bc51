package io.nave.hub.certificates;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.inject.Singleton;

import io.nave.hub.certificates.CertificateAuthority.Possession;
import io.nave.hub.certificates.CertificateAuthorityStore.Insertion;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

/**
 * Registers certificate authorities (semantics §9.3). What takes trust away ends the connections that rest on it, on every
 * replica, as soon as it is stored. An expected etag that is empty is any. Completes on a thread of the store.
 */
@Singleton
public final class CertificateAuthorityService {

    private final CertificateAuthorityStore store;
    private final PossessionProof proofs;
    private final AccessChanges changes;
    private final Clock clock;

    public CertificateAuthorityService(CertificateAuthorityStore store, PossessionProof proofs, AccessChanges changes,
            Clock clock) {
        this.store = store;
        this.proofs = proofs;
        this.changes = changes;
        this.clock = clock;
    }

    /** All, by name. */
    public Uni<List<CertificateAuthority>> list() {
        return store.list();
    }

    /** Fails with RESOURCE_NOT_FOUND. */
    public Uni<CertificateAuthority> get(String name) {
        return Uni.createFrom().item(name).invoke(AuthorityRules::requireName).chain(store::find)
                .map(found -> present(name, found));
    }

    /**
     * Registers a new authority; {@code vouched} when an administrator answers for it and no proof is asked. Fails with
     * CONFLICT, INVALID_OPERATION when there are too many, or ARGUMENT_INVALID.
     */
    public Uni<CertificateAuthority> create(String name, String certificate, boolean vouched) {
        return Uni.createFrom().item(() -> uploaded(name, certificate, vouched))
                .call(this::inserted)
                .call(this::announce);
    }

    private CertificateAuthority uploaded(String name, String text, boolean vouched) {
        AuthorityRules.requireName(name);
        Instant now = now();
        return new CertificateAuthority(name, read(text), vouched ? new Possession.Verified() : new Possession.Unproven(),
                newETag(), now, now);
    }

    private Uni<Insertion> inserted(CertificateAuthority authority) {
        return store.insert(authority).invoke(insertion -> requireDone(insertion, authority.name()));
    }

    /**
     * Gives a registered authority another certificate, which has to be verified anew unless it is the same one or vouched for.
     * Fails with RESOURCE_NOT_FOUND, PRECONDITION_FAILED or ARGUMENT_INVALID.
     */
    public Uni<CertificateAuthority> replace(String name, String certificate, boolean vouched, Optional<ETag> expected) {
        return change(name, expected, present -> replaced(present, read(certificate), vouched));
    }

    /** Takes an authority out, and cuts the devices that it vouches for. Fails with RESOURCE_NOT_FOUND, PRECONDITION_FAILED. */
    public Uni<Void> delete(String name, Optional<ETag> expected) {
        return get(name).invoke(present -> requireETag(present, expected))
                .call(this::deleted)
                .chain(this::announce);
    }

    /** Gives out a new code to prove possession with. Fails with RESOURCE_NOT_FOUND, PRECONDITION_FAILED, INVALID_OPERATION. */
    public Uni<CertificateAuthority> challenge(String name, Optional<ETag> expected) {
        return change(name, expected, this::challenged);
    }

    /** Verifies an authority. Fails with RESOURCE_NOT_FOUND, PRECONDITION_FAILED, INVALID_OPERATION or ARGUMENT_INVALID. */
    public Uni<CertificateAuthority> verify(String name, String proof, Optional<ETag> expected) {
        return change(name, expected, present -> verified(present, CertificateText.parse(proof)));
    }

    private Uni<Void> deleted(CertificateAuthority present) {
        return store.delete(present.name(), present.etag()).invoke(done -> requireNotRaced(present.name(), done))
                .replaceWithVoid();
    }

    private Uni<CertificateAuthority> change(String name, Optional<ETag> expected,
            UnaryOperator<CertificateAuthority> change) {
        return get(name).invoke(present -> requireETag(present, expected))
                .chain(present -> changed(present, change.apply(present)));
    }

    private Uni<CertificateAuthority> changed(CertificateAuthority before, CertificateAuthority after) {
        return store.update(after, before.etag()).invoke(done -> requireNotRaced(before.name(), done))
                .call(() -> announce(before))
                .replaceWith(after);
    }

    /** Also what gives trust is told, so that every replica knows it at once. */
    private Uni<Void> announce(CertificateAuthority authority) {
        return changes.announce(new AccessChange.Authority(authority.mark()));
    }

    private CertificateAuthority replaced(CertificateAuthority present, X509Certificate other, boolean vouched) {
        Possession possession = present.certificate().equals(other) ? present.possession() : new Possession.Unproven();
        return new CertificateAuthority(present.name(), other, vouched ? new Possession.Verified() : possession, newETag(),
                present.created(), now());
    }

    private CertificateAuthority challenged(CertificateAuthority present) {
        if (present.isVerified()) {
            throw PossessionProof.invalidOperation("it is verified already");
        }
        return present.with(new Possession.Challenged(proofs.code()), newETag(), now());
    }

    private CertificateAuthority verified(CertificateAuthority present, X509Certificate proof) {
        PossessionProof.require(present, proof, now());
        return present.with(new Possession.Verified(), newETag(), now());
    }

    private X509Certificate read(String text) {
        X509Certificate certificate = CertificateText.parse(text);
        AuthorityRules.requireAuthority(certificate, clock.instant());
        return certificate;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static ETag newETag() {
        return new ETag(UUID.randomUUID().toString());
    }

    private static CertificateAuthority present(String name, Optional<CertificateAuthority> found) {
        return found.orElseThrow(() -> new HubException(ErrorCode.RESOURCE_NOT_FOUND,
                "There is no certificate '" + name + "'"));
    }

    private static void requireDone(Insertion insertion, String name) {
        switch (insertion) {
            case DONE -> {
            }
            case NAME_TAKEN -> throw new HubException(ErrorCode.CONFLICT,
                    "There is a certificate '" + name + "' already; send its etag in If-Match to replace it");
            case FULL -> throw new HubException(ErrorCode.INVALID_OPERATION,
                    "There are " + CertificateAuthorityStore.MAX + " certificate authorities already, delete one first");
        }
    }

    private static void requireETag(CertificateAuthority present, Optional<ETag> expected) {
        if (expected.isPresent() && !expected.get().equals(present.etag())) {
            throw stale(present.name());
        }
    }

    private static void requireNotRaced(String name, boolean done) {
        if (!done) {
            throw stale(name);
        }
    }

    private static HubException stale(String name) {
        return new HubException(ErrorCode.PRECONDITION_FAILED,
                "The etag is not the one of certificate '" + name + "'; read it again");
    }
}
