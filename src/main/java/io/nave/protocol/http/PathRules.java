package io.nave.protocol.http;

import java.util.regex.Pattern;

/**
 * Which paths are refused outright, before anything routes or authenticates by them. Device clients write a path in many ways
 * (service-protocols §4.1), so on the data plane all of them become one. Operators have no such clients: under {@code /admin}
 * and
 * {@code /q} a path that two programs could read in two ways is refused, because frameworks were passed by with {@code ;},
 * {@code %2F}, {@code //} and {@code ..} before (CVE-2026-39852, CVE-2026-50559).
 */
final class PathRules {

    /** What a client is told whose path is refused. */
    static final String ADVICE = "The path is not in its plain form: no segments . or .., no empty ones, no ; or \\ and nothing"
            + " percent-encoded that need not be";

    /** Pages have no ids; a trailing slash means something there. */
    private static final Pattern PAGE = Pattern.compile("/q(/[A-Za-z0-9._~-]+)*/?");
    private static final Pattern AMBIGUOUS = Pattern.compile("[;/\\\\\\p{Cntrl}\\x{FFFD}]");

    private PathRules() {
    }

    static boolean allow(String raw, PathText path) {
        boolean dots = path.segments().contains(".") || path.segments().contains("..");
        return !dots && (!isPage(path) || PAGE.matcher(raw).matches()) && (!isAdmin(path) || isPlain(raw, path));
    }

    /** A page of the framework: OpenAPI, its UI, health, metrics. */
    static boolean isPage(PathText path) {
        return startsWith(path, "q");
    }

    private static boolean isAdmin(PathText path) {
        return startsWith(path, "admin");
    }

    private static boolean startsWith(PathText path, String word) {
        return !path.segments().isEmpty() && path.segments().getFirst().equals(word);
    }

    private static boolean isPlain(String raw, PathText path) {
        return path.isWrittenAs(raw) && path.segments().stream().noneMatch(segment -> AMBIGUOUS.matcher(segment).find());
    }
}
