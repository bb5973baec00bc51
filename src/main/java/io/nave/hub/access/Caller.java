package io.nave.hub.access;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * A back end or an administrator, known by a shared access policy or vouched for by the OpenID Connect provider. {@code name}
 * is
 * the policy's, or the administrator's with {@code oidc:} before it; {@code scope} are the path segments behind the host that
 * the token is made out to; empty is the whole hub. {@code expiresAt} is {@link Instant#MAX} for a key without a token;
 * {@code key} is a fingerprint of the policy's key that was shown, which means nothing outside this process.
 */
public record Caller(String name, Set<Permission> rights, List<String> scope, Instant expiresAt, Optional<String> key)
        implements
            Principal {

    /** What no name of a policy can hold. */
    private static final String ADMINISTRATOR = "oidc:";

    public Caller {
        rights = Permission.withImplied(rights);
        scope = List.copyOf(scope);
    }

    /** Somebody of whom it is not known which key let him in. */
    public Caller(String name, Set<Permission> rights, List<String> scope, Instant expiresAt) {
        this(name, rights, scope, expiresAt, Optional.empty());
    }

    /** Who has shown a key of this policy. */
    static Caller ofPolicy(SharedAccessPolicy policy, String key, List<String> scope, Instant expiresAt) {
        return new Caller(policy.name(), policy.permissions(), scope, expiresAt, Optional.of(KeyFingerprints.of(key)));
    }

    /** Whom the provider vouches for, for the whole hub. */
    public static Caller ofAdministrator(String name, Set<Permission> rights, Instant expiresAt) {
        return new Caller(ADMINISTRATOR + name, rights, List.of(), expiresAt);
    }

    /** The caller that a protocol noted as the principal of a request; fails with IOT_HUB_UNAUTHORIZED_ACCESS if it is none. */
    public static Caller of(@Nullable Principal principal) {
        if (principal instanceof Caller caller) {
            return caller;
        }
        throw new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, "Unauthorized: the request names no caller");
    }

    @Override
    public String getName() {
        return name;
    }

    /** Whether the OpenID Connect provider vouches for this caller; otherwise it is a policy. */
    boolean isAdministrator() {
        return name.startsWith(ADMINISTRATOR);
    }

    public boolean may(Permission permission) {
        return rights.contains(permission);
    }

    /** Fails with IOT_HUB_UNAUTHORIZED (401003; never 403, service-protocols §3.5) when the caller has no such right. */
    public void require(Permission permission) {
        if (!may(permission)) {
            throw new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED,
                    "'" + name + "' does not have the right " + permission.wireName());
        }
    }

    /** Fails likewise when the caller has neither of the two. */
    public void requireOne(Permission permission, Permission other) {
        if (!may(other)) {
            require(permission);
        }
    }

    /** Whether the token's scope covers this path, by whole segments: {@code /a/b} covers {@code /a/b/c}, not {@code /a/bc}. */
    public boolean covers(List<String> path) {
        return TokenScope.isPrefix(scope, path);
    }
}
