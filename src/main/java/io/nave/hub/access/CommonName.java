package io.nave.hub.access;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The common name of a certificate's subject, which must be the id of the device (device-protocols §4.5). */
public final class CommonName {

    private CommonName() {
    }

    /** The most specific one; empty when there is none or the subject cannot be read. */
    public static Optional<String> of(X509Certificate certificate) {
        try {
            List<Rdn> names = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            return names.reversed().stream().map(CommonName::in).flatMap(Optional::stream).findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /** Of a name component with several common names none is the more specific one, so it has none. */
    private static Optional<String> in(Rdn name) {
        Attribute common = name.toAttributes().get("CN");
        boolean single = common != null && common.size() == 1;
        return single ? valueOf(common) : Optional.empty();
    }

    private static Optional<String> valueOf(Attribute attribute) {
        try {
            return attribute.get() instanceof String text ? Optional.of(text) : Optional.empty();
        } catch (NamingException e) {
            return Optional.empty();
        }
    }
}
