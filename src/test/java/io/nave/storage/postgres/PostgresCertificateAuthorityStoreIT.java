package io.nave.storage.postgres;

import jakarta.inject.Inject;

import io.nave.TestEngines;
import io.nave.hub.certificates.CertificateAuthorityStore;
import io.nave.hub.certificates.CertificateAuthorityStoreContract;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresCertificateAuthorityStoreIT extends CertificateAuthorityStoreContract {

    @Inject
    CertificateAuthorityStore store;

    @Override
    protected CertificateAuthorityStore store() {
        return store;
    }
}
