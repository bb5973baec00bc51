package io.nave.storage.blob;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Storage accounts elsewhere that import and export jobs may name. */
@ConfigMapping(prefix = "nave.jobs.storage")
public interface JobStorageConfig {

    /**
     * Their hosts, such as {@code backup.blob.core.windows.net}, {@code *.blob.core.windows.net} or {@code azurite:10000}. The
     * hub sends requests there on behalf of whoever may order jobs; without this it goes nowhere but to its own storage.
     */
    Optional<List<String>> hosts();

    /**
     * A PEM file of the authority that their certificates are of, when the JDK does not know it; it is also that of the
     * accounts
     * that storage endpoints write to.
     */
    Optional<String> caCertificate();
}
