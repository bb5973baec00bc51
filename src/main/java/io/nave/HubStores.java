package io.nave;

import jakarta.inject.Singleton;

import io.nave.hub.access.CurrentAccessRules;
import io.nave.hub.access.KeysAtRest;
import io.nave.hub.access.PolicyBootstrap;
import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.eventlog.EventLog;
import io.nave.routing.CurrentRouting;
import io.nave.routing.forwarding.Forwarders;
import io.smallrye.mutiny.Uni;

/** What must be there before anybody may connect, in the order in which it depends on each other. */
@Singleton
final class HubStores {

    private final KeysAtRest keys;
    private final EventLog log;
    private final PolicyBootstrap policies;
    private final CurrentAccessRules rules;
    private final BlockBlobs blobs;
    private final CurrentRouting routing;
    private final Forwarders forwarders;

    HubStores(KeysAtRest keys, EventLog log, PolicyBootstrap policies, CurrentAccessRules rules, BlockBlobs blobs,
            CurrentRouting routing, Forwarders forwarders) {
        this.keys = keys;
        this.log = log;
        this.policies = policies;
        this.rules = rules;
        this.blobs = blobs;
        this.routing = routing;
        this.forwarders = forwarders;
    }

    Uni<Void> open() {
        return keys.open().chain(log::open).chain(policies::run).chain(rules::refresh)
                .chain(routing::refresh).chain(blobs::open);
    }

    Uni<Void> close() {
        return forwarders.close().onFailure().recoverWithNull().chain(log::close);
    }
}
