package io.nave.protocol.http;

import java.util.List;

import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.Caller;
import io.nave.hub.access.KeyForm;
import io.nave.hub.access.Peer;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/**
 * Asks for every request who makes it: a SAS token of a shared access policy in {@code Authorization}, made out to the hub or
 * to a prefix of the path (service-protocols §3.2), or {@code Bearer} and an administrator's access token (§3.3). Runs once the
 * resource is matched, for all but those that devices call; which right a call needs, its resource says.
 */
@Singleton
public final class SharedAccessFilter {

    /** Looked up late: filters are made before the configuration is read. */
    private final Provider<Authenticator> authenticator;
    private final Provider<HubMonitor> monitor;

    SharedAccessFilter(Provider<Authenticator> authenticator, Provider<HubMonitor> monitor) {
        this.authenticator = authenticator;
        this.monitor = monitor;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public Uni<Void> identify(ContainerRequestContext request, HttpServerRequest http, SimpleResourceInfo resource) {
        return resource.getResourceClass().isAnnotationPresent(DeviceCall.class) ? Uni.createFrom().voidItem()
                : identify(request, http);
    }

    private Uni<Void> identify(ContainerRequestContext request, HttpServerRequest http) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        List<String> path = PathText.parse(String.valueOf(http.path())).segments();
        return authenticator.get().authorize(authorization == null ? "" : authorization, KeyForm.DECODED, peer(http))
                .invoke(caller -> requireScope(caller, path))
                .invoke(caller -> request.setSecurityContext(new CallerContext(caller)))
                .onFailure(HubException.class).invoke(refusal -> report(http, refusal))
                .replaceWithVoid();
    }

    private static void requireScope(Caller caller, List<String> path) {
        if (!caller.covers(path)) {
            throw new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS,
                    "Unauthorized: the token is made out to another path");
        }
    }

    static Peer peer(HttpServerRequest http) {
        String host = http.remoteAddress() == null ? null : http.remoteAddress().hostAddress();
        return host == null ? Peer.UNKNOWN : new Peer(host);
    }

    private void report(HttpServerRequest http, HubException refusal) {
        String client = "a REST client at " + http.remoteAddress().hostAddress();
        monitor.get().report(new HubEvent.ConnectionRefused(client, "https", refusal));
    }
}
