package io.nave;

import java.util.Optional;

import io.nave.HubConfig.Security;
import io.nave.hub.revocation.RevocationMode;
import io.smallrye.config.ConfigMapping;

/** How certificates of devices are checked. */
@ConfigMapping(prefix = "nave.x509")
interface X509Config {

    /**
     * What is done about revocation: {@code off}, {@code fail-open} or {@code fail-closed}. Unless it is said,
     * {@code fail-open},
     * and {@code fail-closed} where {@code nave.security} is {@code strict}.
     */
    Optional<RevocationMode> revocation();

    /** What is said, else what the level of security asks for. */
    default RevocationMode revocationAt(Security security) {
        return revocation().orElse(security == Security.STRICT ? RevocationMode.FAIL_CLOSED : RevocationMode.FAIL_OPEN);
    }
}
