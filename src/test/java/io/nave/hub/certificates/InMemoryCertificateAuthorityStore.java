package io.nave.hub.certificates;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

/** Certificate authorities in memory. */
public final class InMemoryCertificateAuthorityStore implements CertificateAuthorityStore {

    private final Map<String, CertificateAuthority> authorities = new TreeMap<>();
    private int reads;

    /** How often all were read. */
    synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized Uni<List<CertificateAuthority>> list() {
        return Uni.createFrom().item(this::snapshot);
    }

    private synchronized List<CertificateAuthority> snapshot() {
        reads++;
        return List.copyOf(authorities.values());
    }

    @Override
    public synchronized Uni<Optional<CertificateAuthority>> find(String name) {
        return Uni.createFrom().item(Optional.ofNullable(authorities.get(name)));
    }

    @Override
    public synchronized Uni<Insertion> insert(CertificateAuthority authority) {
        if (authorities.containsKey(authority.name())) {
            return Uni.createFrom().item(Insertion.NAME_TAKEN);
        }
        if (authorities.size() >= MAX) {
            return Uni.createFrom().item(Insertion.FULL);
        }
        authorities.put(authority.name(), authority);
        return Uni.createFrom().item(Insertion.DONE);
    }

    @Override
    public synchronized Uni<Boolean> update(CertificateAuthority authority, ETag expected) {
        boolean matches = holds(authority.name(), expected);
        if (matches) {
            authorities.put(authority.name(), authority);
        }
        return Uni.createFrom().item(matches);
    }

    @Override
    public synchronized Uni<Boolean> delete(String name, ETag expected) {
        boolean matches = holds(name, expected);
        if (matches) {
            authorities.remove(name);
        }
        return Uni.createFrom().item(matches);
    }

    private boolean holds(String name, ETag expected) {
        CertificateAuthority present = authorities.get(name);
        return present != null && present.etag().equals(expected);
    }
}
