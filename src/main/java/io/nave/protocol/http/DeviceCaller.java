package io.nave.protocol.http;

import java.security.Principal;

import jakarta.ws.rs.core.SecurityContext;

import org.jspecify.annotations.Nullable;

import io.nave.hub.access.DeviceAccess;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;

/** A device or module that makes a request and has proved who it is. */
record DeviceCaller(DeviceAccess access) implements Principal {

    /** The caller that DeviceFilter noted; fails with IOT_HUB_UNAUTHORIZED_ACCESS if it is none. */
    static DeviceCaller of(@Nullable Principal principal) {
        if (principal instanceof DeviceCaller caller) {
            return caller;
        }
        throw new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, "Unauthorized: the request names no device");
    }

    ClientId client() {
        return access.origin().client();
    }

    @Override
    public String getName() {
        return client().toString();
    }

    /** How JAX-RS hands it to resources. */
    SecurityContext context() {
        return new Context(this);
    }

    private record Context(DeviceCaller caller) implements SecurityContext {

        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
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
}
