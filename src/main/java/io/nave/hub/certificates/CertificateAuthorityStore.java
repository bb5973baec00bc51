package io.nave.hub.certificates;

import java.util.List;
import java.util.Optional;

import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

/** The port to the registered certificate authorities. From any thread. */
public interface CertificateAuthorityStore {

    /** How many there may be (semantics §8.2). */
    int MAX = 25;

    /** All of them, by name. */
    Uni<List<CertificateAuthority>> list();

    Uni<Optional<CertificateAuthority>> find(String name);

    /** Adds an authority, also when several replicas add at the same time never more than {@link #MAX}. */
    Uni<Insertion> insert(CertificateAuthority authority);

    /** Replaces the authority of this name; false when there is none or it has another etag. */
    Uni<Boolean> update(CertificateAuthority authority, ETag expected);

    /** Removes the authority; false when there is none or it has another etag. */
    Uni<Boolean> delete(String name, ETag expected);

    /** What became of an insertion. */
    enum Insertion {
        DONE,
        NAME_TAKEN,
        FULL
    }
}
