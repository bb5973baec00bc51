package io.nave.storage.blob;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Hosts that the operator has allowed: {@code host}, {@code host:port}, or {@code *.domain} for all below a domain. */
record StorageHosts(List<String> patterns) {

    private static final Pattern ALLOWED = Pattern.compile("(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)*(:\\d{1,5})?");
    private static final Pattern LABELS = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

    /** Fails when a pattern is none; the message names the setting. */
    StorageHosts {
        patterns = patterns.stream().map(StorageHosts::normal).toList();
        for (String pattern : patterns) {
            if (!ALLOWED.matcher(pattern).matches()) {
                throw new IllegalArgumentException(
                        "nave.jobs.storage.hosts must be hosts such as name.example.com, name:10000 or *.example.com");
            }
        }
    }

    /** Without case, and without the port when it is that of HTTPS. */
    private static String normal(String authority) {
        return authority.strip().toLowerCase(Locale.ROOT).replaceFirst(":443$", "");
    }

    /** Whether the authority of a URI, a host and perhaps a port, is allowed. */
    boolean allow(String authority) {
        String host = normal(authority);
        return patterns.stream().anyMatch(pattern -> matches(host, pattern));
    }

    private static boolean matches(String host, String pattern) {
        if (!pattern.startsWith("*")) {
            return host.equals(pattern);
        }
        String domain = pattern.substring(1);
        return host.endsWith(domain) && LABELS.matcher(host.substring(0, host.length() - domain.length())).matches();
    }
}
