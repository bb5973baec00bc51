package io.nave.hub.access;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

/** A provider that knows the tokens that a test has put here, until it is away. */
public final class FixedBearerTokens implements BearerTokens {

    private final Map<String, Caller> callers = new ConcurrentHashMap<>();
    private volatile boolean away;

    /** Issues a token of somebody with these roles. */
    public String issue(String name, Instant expiresAt, String... roles) {
        String token = "eyJhbGciOiJSUzI1NiJ9." + name + "-" + callers.size() + ".c2lnbmF0dXJl";
        callers.put(token, Caller.ofAdministrator(name, RoleRights.of(Set.of(roles)), expiresAt));
        return token;
    }

    /** From now on it cannot be asked. */
    public void goAway() {
        away = true;
    }

    @Override
    public boolean configured() {
        return true;
    }

    @Override
    public Uni<Caller> verify(String jwt) {
        if (away) {
            return Uni.createFrom().failure(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The provider is away"));
        }
        return Uni.createFrom().item(() -> Optional.ofNullable(callers.get(jwt))
                .orElseThrow(() -> new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, "Unauthorized: nobody knows it")));
    }
}
