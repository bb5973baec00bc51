package io.nave.hub.certificates;

class InMemoryCertificateAuthorityStoreTest extends CertificateAuthorityStoreContract {

    private final CertificateAuthorityStore store = new InMemoryCertificateAuthorityStore();

    @Override
    protected CertificateAuthorityStore store() {
        return store;
    }
}
