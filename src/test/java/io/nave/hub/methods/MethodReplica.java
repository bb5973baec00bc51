package io.nave.hub.methods;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.ConnectionCalls;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.InMemoryPresenceStore;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.guessing.TestTime;
import io.nave.hub.id.ClientId;
import io.nave.hub.identity.InMemoryAddressees;
import io.nave.hub.monitoring.HubEvent;
import io.smallrye.mutiny.Uni;

/** The methods of one replica on stores in memory; {@link #replica()} is another of the same hub. */
final class MethodReplica {

    final TestTime time;
    final List<HubEvent> events = new ArrayList<>();
    final InMemoryNodeMessenger messenger;
    final InMemoryPresenceStore presence;
    private final InMemoryAddressees addressees;
    private final ConnectionCalls connections;
    private final MethodService service;

    MethodReplica(TestTime time, InMemoryAddressees addressees, MethodLimits limits) {
        this(time, addressees, limits, new InMemoryNodeMessenger(), null);
    }

    private MethodReplica(TestTime time, InMemoryAddressees addressees, MethodLimits limits,
            InMemoryNodeMessenger messenger, MethodReplica first) {
        this.time = time;
        this.addressees = addressees;
        this.messenger = messenger;
        this.presence = first == null ? new InMemoryPresenceStore(messenger.id(), time)
                : first.presence.replica(messenger.id());
        ConnectionTable table = new ConnectionTable();
        messenger.knowing(presence);
        this.connections = new ConnectionCalls(table, presence, messenger, MethodReplica::unchanged, events::add);
        LocalMethods local = new LocalMethods(table, limits);
        MethodArrivals arrivals = new MethodArrivals(table);
        RemoteMethods remote = new RemoteMethods(messenger, local, arrivals, messenger.id(), events::add);
        remote.run().subscribe().with(nothing -> {
        });
        this.service = new MethodService(addressees, new MethodDelivery(local, remote, time), arrivals, time, time,
                events::add, limits);
    }

    private static Uni<Void> unchanged(AccessChange change) {
        return Uni.createFrom().voidItem();
    }

    /** Another replica of the same hub. */
    MethodReplica replica() {
        return new MethodReplica(time, addressees, MethodLimits.DEFAULT, messenger.replica(), this);
    }

    FakeDevice connect(FakeDevice device) {
        connections.enter(device).await().indefinitely();
        return device;
    }

    /** A connection ends that nobody was told of. */
    void disconnect(FakeDevice device) {
        connections.leave(device).await().indefinitely();
    }

    /** The client subscribes on a connection that is there. */
    void subscribe(FakeDevice device) {
        device.subscribe();
        connections.takesMethods(device);
    }

    /** Asks for a method that may take 10 s. */
    CompletableFuture<Result> call(ClientId client, int connectSeconds) {
        return service.invoke(new MethodCall(client, new MethodRequest("reboot", "{\"delay\": 5}", Duration.ofSeconds(10)),
                Duration.ofSeconds(connectSeconds))).subscribeAsCompletionStage();
    }
}
