package io.nave.hub.access;

import java.security.Principal;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * A back end or an administrator, known by a shared access policy. {@code scope} are the path segments behind the host that the
 * token is made out to; empty is the whole hub. {@code expiresAt} is {@link Instant#MAX} for a key without a token.
 */
public record Caller(SharedAccessPolicy policy, List<String> scope, Instant expiresAt) implements Principal {

    public Caller {
        scope = List.copyOf(scope);
    }

    /** The caller that a protocol noted as the principal of a request; fails with IOT_HUB_UNAUTHORIZED_ACCESS if it is none. */
    public static Caller of(@Nullable Principal principal) {
        if (principal instanceof Caller caller) {
            return caller;
        }
        throw new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, "Unauthorized: the request names no caller");
    }

    /** The name of the policy. */
    @Override
    public String getName() {
        return policy.name();
    }

    public boolean may(Permission permission) {
        return policy.grants(permission);
    }

    /** Fails with IOT_HUB_UNAUTHORIZED (401003; never 403, service-protocols §3.5) when the policy does not grant it. */
    public void require(Permission permission) {
        if (!may(permission)) {
            throw new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED,
                    "The policy '" + policy.name() + "' does not grant " + permission);
        }
    }

    /** Whether the token's scope covers this path, by whole segments: {@code /a/b} covers {@code /a/b/c}, not {@code /a/bc}. */
    public boolean covers(List<String> path) {
        return TokenScope.isPrefix(scope, path);
    }
}
