package io.nave.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSettings;
import io.nave.routing.endpoints.KeptSecrets;
import io.nave.routing.endpoints.StorageSettings;

/** What it means for endpoints that a document replaces another: who stays the same, and who is new. */
final class EndpointChanges {

    private EndpointChanges() {
    }

    /**
     * The wanted document with numbers and secrets: an endpoint that keeps its name keeps its number, with what waits for it; a
     * new one gets a number that none ever had. Fails with ARGUMENT_INVALID when one changes what cannot change.
     */
    static RoutingDocument settle(RoutingDocument wanted, RoutingDocument present) {
        int last = present.lastEndpoint();
        List<CustomEndpoint> endpoints = new ArrayList<>();
        for (CustomEndpoint each : wanted.endpoints()) {
            Optional<CustomEndpoint> known = present.find(each.name());
            known.ifPresent(old -> requireSameKind(each, old));
            int id = known.isPresent() ? known.get().id() : ++last;
            EndpointSettings settings = KeptSecrets.fill(each.settings(), known.map(CustomEndpoint::settings));
            endpoints.add(new CustomEndpoint(id, each.name(), each.timeToLive(), settings));
        }
        return new RoutingDocument(endpoints, wanted.routes(), wanted.fallback(), wanted.enrichments(), last);
    }

    private static void requireSameKind(CustomEndpoint wanted, CustomEndpoint known) {
        boolean same = wanted.settings().kind() == known.settings().kind();
        if (!same || wanted.settings() instanceof StorageSettings files && known.settings() instanceof StorageSettings before
                && files.encoding() != before.encoding()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "The endpoint " + known.name()
                    + " keeps its kind and its encoding; delete it and declare another");
        }
    }
}
