package io.nave.protocol.http;

import java.security.Principal;

import jakarta.ws.rs.core.SecurityContext;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;

/** Who makes a request, as JAX-RS hands it to resources; its roles are the rights of the caller's policy. */
record CallerContext(Caller caller) implements SecurityContext {

    @Override
    public Principal getUserPrincipal() {
        return caller;
    }

    @Override
    public boolean isUserInRole(String role) {
        return caller.may(Permission.valueOf(role));
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public String getAuthenticationScheme() {
        return "SharedAccessSignature";
    }
}
