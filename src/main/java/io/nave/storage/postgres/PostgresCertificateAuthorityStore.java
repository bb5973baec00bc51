package io.nave.storage.postgres;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;

import io.nave.hub.certificates.CertificateAuthority;
import io.nave.hub.certificates.CertificateAuthorityStore;
import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

/** Certificate authorities in PostgreSQL. Whether a change may happen is decided by the statement that makes it. */
@Singleton
final class PostgresCertificateAuthorityStore implements CertificateAuthorityStore {

    private static final String INSERT = """
            select insert_certificate_authority(:name, :certificate, :verified, :code, :etag,
            cast(:created as timestamptz), :max)""";
    private static final String UPDATE = """
            update CertificateAuthorityRow set certificate = :certificate, verified = :verified, verificationCode = :code,
            etag = :etag, updatedAt = :updated where name = :name and etag = :expected""";
    private static final String DELETE = "delete CertificateAuthorityRow where name = :name and etag = :expected";

    private final PostgresSessions sessions;

    PostgresCertificateAuthorityStore(PostgresSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Uni<List<CertificateAuthority>> list() {
        return sessions.call(session -> session
                .createSelectionQuery("from CertificateAuthorityRow order by name", CertificateAuthorityRow.class)
                .setMaxResults(MAX).getResultList())
                .map(rows -> rows.stream().map(CertificateAuthorityRow::toAuthority).toList());
    }

    @Override
    public Uni<Optional<CertificateAuthority>> find(String name) {
        return sessions.call(session -> session.get(CertificateAuthorityRow.class, name))
                .map(row -> Optional.ofNullable(row).map(CertificateAuthorityRow::toAuthority));
    }

    @Override
    public Uni<Insertion> insert(CertificateAuthority authority) {
        CertificateAuthorityRow row = CertificateAuthorityRow.of(authority);
        return sessions.call(session -> inserted(session, row)).map(PostgresCertificateAuthorityStore::insertion);
    }

    @Override
    public Uni<Boolean> update(CertificateAuthority authority, ETag expected) {
        CertificateAuthorityRow row = CertificateAuthorityRow.of(authority);
        return sessions.call(session -> updated(session, row, expected)).map(rows -> rows == 1);
    }

    @Override
    public Uni<Boolean> delete(String name, ETag expected) {
        return sessions.call(session -> session.createMutationQuery(DELETE).setParameter("name", name)
                .setParameter("expected", expected.value()).executeUpdate()).map(rows -> rows == 1);
    }

    private static Uni<String> inserted(Mutiny.StatelessSession session, CertificateAuthorityRow row) {
        return session.createNativeQuery(INSERT, String.class).setParameter("name", row.name)
                .setParameter("certificate", row.certificate).setParameter("verified", row.verified)
                .setParameter("code", row.verificationCode).setParameter("etag", row.etag)
                .setParameter("created", row.createdAt).setParameter("max", MAX).getSingleResult();
    }

    private static Uni<Integer> updated(Mutiny.StatelessSession session, CertificateAuthorityRow row, ETag expected) {
        return session.createMutationQuery(UPDATE).setParameter("name", row.name)
                .setParameter("certificate", row.certificate).setParameter("verified", row.verified)
                .setParameter("code", row.verificationCode).setParameter("etag", row.etag)
                .setParameter("updated", row.updatedAt).setParameter("expected", expected.value()).executeUpdate();
    }

    private static Insertion insertion(String answer) {
        return switch (answer) {
            case "done" -> Insertion.DONE;
            case "taken" -> Insertion.NAME_TAKEN;
            default -> Insertion.FULL;
        };
    }
}
