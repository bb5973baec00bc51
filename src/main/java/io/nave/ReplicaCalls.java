package io.nave;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionCalls;
import io.nave.hub.methods.RemoteMethods;
import io.smallrye.mutiny.Multi;

/** Does what the other replicas say: about connections, and about direct methods. */
@Singleton
record ReplicaCalls(ConnectionCalls connections, RemoteMethods methods) {

    Multi<Void> run() {
        return Multi.createBy().merging().streams(connections.run(), methods.run());
    }
}
