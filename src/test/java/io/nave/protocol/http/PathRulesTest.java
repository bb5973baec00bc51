package io.nave.protocol.http;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Paths that could be read in two ways, and those that cannot. */
class PathRulesTest {

    @ParameterizedTest
    @ValueSource(strings = { "/admin", "/admin/consumer-groups", "/admin/consumer-groups/$Default",
            "/admin/consumer-groups/%24Default", "/admin/x/a@b", "/admin/x/a%40b", "/admin/x/50%25", "/admin/x/%C3%A4",
            "/q", "/q/", "/q/openapi", "/q/swagger-ui/", "/q/swagger-ui/index.html", "/q/health/ready", "/", "/devices/",
            "//devices/a;b", "/devices%2Fa%3Bb", "/devices/%5C", "/devices/q/..a", "/devices/admin;x" })
    void plainPathsPass(String raw) {
        assertThat(allowed(raw)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/admin/", "//admin/x", "/admin//x", "/admin/x/", "/admin;/x", "/admin/x;y", "/admin/x;",
            "/admin/x%3By", "/admin/x%3by", "/admin%2Fx", "/admin%2fx", "/admin/x%2Fy", "/admin/x%5Cy", "/admin/x%5cy",
            "/admin/x\\y", "/admin\\x", "/admin/x%00", "/admin/%0Ax", "/admin/x/..", "/admin/./x", "/admin/%2e%2E/x",
            "/admin/.%2e/x", "/%61dmin/x", "/admin/%61", "/admin/%C3", "/admin/%c0%af", "/admin/%zz", "/admin/x y",
            "admin/x", "/devices/../admin/x", "/devices/%2e%2e/admin/x", "/devices/..%2Fadmin/x", "/./admin/x" })
    void oddPathsToTheAdminApiAreRefused(String raw) {
        assertThat(allowed(raw) && PathText.parse(raw).segments().getFirst().equals("admin")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/../admin", "/q/..%2Fadmin", "/q%2F..%2Fadmin", "/q;/../admin", "/q;/openapi", "/q%3B/x",
            "//q/openapi", "/q//openapi", "/%71/openapi", "/q/%2e%2e/admin", "/q/./x", "/q/x;y", "/q/x%2Fy", "/q\\..\\admin",
            "/q/\\admin", "/q/%00", "/q/a%62c", "q/openapi" })
    void oddPathsToPagesAreRefused(String raw) {
        // a first segment q; is no page: it goes on to the resources, which know none of that name
        boolean noPage = !PathRules.isPage(PathText.parse(raw)) && !PathText.parse(raw).segments().contains("..");
        assertThat(allowed(raw) && !noPage).isFalse();
    }

    private static boolean allowed(String raw) {
        return PathRules.allow(raw, PathText.parse(raw));
    }
}
