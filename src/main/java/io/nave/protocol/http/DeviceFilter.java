package io.nave.protocol.http;

import java.util.List;

import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.DeviceProof;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.protocol.tls.ClientCertificate;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/**
 * Asks for every request to a {@link DeviceCall} resource which device or module makes it: the one that the path names, by a
 * SAS token in {@code Authorization} or the certificate of the TLS handshake (device-protocols §3.1, §4). What the caller may
 * do, its resource says.
 */
@Singleton
public final class DeviceFilter {

    private static final int DEVICE_DEPTH = 2;
    private static final int MODULE_DEPTH = 4;

    /** Looked up late: filters are made before the configuration is read. */
    private final Provider<Authenticator> authenticator;
    private final Provider<HubMonitor> monitor;

    DeviceFilter(Provider<Authenticator> authenticator, Provider<HubMonitor> monitor) {
        this.authenticator = authenticator;
        this.monitor = monitor;
    }

    @DeviceCall
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public Uni<Void> identify(ContainerRequestContext request, HttpServerRequest http) {
        List<String> path = PathText.parse(String.valueOf(http.path())).segments();
        DeviceProof proof = proof(request.getHeaderString(HttpHeaders.AUTHORIZATION), http);
        return Uni.createFrom().item(() -> clientOf(path))
                .chain(client -> authenticator.get().connect(client, proof, SharedAccessFilter.peer(http)))
                .invoke(access -> request.setSecurityContext(new DeviceCaller(access).context()))
                .onFailure(HubException.class).invoke(refusal -> report(http, refusal))
                .onFailure(HubException.class).transform(refusal -> told(refusal, proof))
                .replaceWithVoid();
    }

    /** Without a token the certificate of the TLS handshake speaks; some clients send a blank (device-protocols §3.1). */
    private static DeviceProof proof(@Nullable String authorization, HttpServerRequest http) {
        return authorization == null || authorization.isBlank() ? ClientCertificate.shownIn(http.sslSession())
                : new DeviceProof.Token(authorization);
    }

    /** Who has not proved more than that he knows an id learns nothing about it (device-protocols §3.7). */
    private static HubException told(HubException refusal, DeviceProof proof) {
        return switch (refusal.code()) {
            case DEVICE_NOT_FOUND, MODULE_NOT_FOUND -> isOfPolicy(proof) ? refusal : unauthorized();
            case DEVICE_DISABLED, IOT_HUB_UNAUTHORIZED -> unauthorized();
            default -> refusal;
        };
    }

    private static HubException unauthorized() {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED, "Unauthorized; the log of the hub says why");
    }

    /** Whether it is the token of a policy, given that it is one that was looked at. */
    private static boolean isOfPolicy(DeviceProof proof) {
        return proof instanceof DeviceProof.Token token && Authenticator.ownersOf(token.text()).isEmpty();
    }

    private static ClientId clientOf(List<String> path) {
        boolean ofModule = path.size() >= MODULE_DEPTH && path.get(DEVICE_DEPTH).equals("modules");
        if (path.size() < DEVICE_DEPTH) {
            throw new HubException(ErrorCode.RESOURCE_NOT_FOUND, "The path names no device");
        }
        return ofModule ? ClientId.of(path.get(1), path.get(MODULE_DEPTH - 1)) : ClientId.of(path.get(1));
    }

    private void report(HttpServerRequest http, HubException refusal) {
        String client = "a device at " + SharedAccessFilter.peer(http).address();
        monitor.get().report(new HubEvent.ConnectionRefused(client, "https", refusal));
    }
}
