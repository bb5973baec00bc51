package io.nave.hub.access;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.CertificateMarks;
import io.nave.hub.limits.HubLimits;

/** Certificates that let nobody in, wherever in a chain they stand; by the mark that each is recognised by. */
public record DeniedCertificates(Map<String, DeniedCertificate> byMark) {

    /** None. */
    public static final DeniedCertificates NONE = new DeniedCertificates(Map.of());

    /** Fails with ARGUMENT_INVALID when there are too many. */
    public DeniedCertificates {
        byMark = Map.copyOf(byMark);
        if (byMark.size() > HubLimits.MAX_LISTED_FOR_ACCESS) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "deniedCertificates has at most " + HubLimits.MAX_LISTED_FOR_ACCESS + " entries");
        }
    }

    public static DeniedCertificates of(Collection<DeniedCertificate> certificates) {
        Map<String, DeniedCertificate> byMark = new HashMap<>();
        certificates.forEach(certificate -> byMark.put(certificate.mark(), certificate));
        return new DeniedCertificates(byMark);
    }

    boolean contain(CertificateMarks certificate) {
        return !byMark.isEmpty() && certificate.all().stream().anyMatch(byMark::containsKey);
    }
}
