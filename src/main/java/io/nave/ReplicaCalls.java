package io.nave;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionCalls;
import io.nave.hub.methods.RemoteMethods;
import io.nave.hub.twins.TwinSnapshots;
import io.smallrye.mutiny.Multi;

/** Does what the other replicas say: about connections, direct methods, and twins. */
@Singleton
record ReplicaCalls(ConnectionCalls connections, RemoteMethods methods, TwinSnapshots twins) {

    Multi<Void> run() {
        return Multi.createBy().merging().streams(connections.run(), methods.run(), twins.run());
    }
}
