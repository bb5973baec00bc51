package io.nave.protocol.http;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

/** Which command of which device is called for, and the time-outs of the call, in seconds. */
public record CommandPath(@PathParam("id") String id, @PathParam("command") String command,
        @QueryParam("responseTimeoutInSeconds") @Nullable String responseTimeout,
        @QueryParam("connectTimeoutInSeconds") @Nullable String connectTimeout) {
}
