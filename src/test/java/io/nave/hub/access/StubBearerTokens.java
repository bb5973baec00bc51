package io.nave.hub.access;

import java.time.Instant;
import java.util.Set;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

/** A provider that vouches for whoever shows the token {@code administrator}, if there is one. */
public record StubBearerTokens(boolean configured) implements BearerTokens {

    @Override
    public Uni<Caller> verify(String jwt) {
        return configured && jwt.equals("administrator")
                ? Uni.createFrom().item(Caller.ofAdministrator("ada", Set.of(Permission.values()), Instant.MAX))
                : Uni.createFrom().failure(new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, "Unauthorized: no"));
    }
}
