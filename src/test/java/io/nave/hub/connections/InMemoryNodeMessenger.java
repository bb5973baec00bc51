package io.nave.hub.connections;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;

/** A replica's messenger in memory: {@code new InMemoryNodeMessenger()} is alone, {@link #replica()} joins it with another. */
public final class InMemoryNodeMessenger implements NodeMessenger {

    private final List<InMemoryNodeMessenger> replicas;
    private final ReplicaId id = ReplicaId.random();
    private final List<NodeCall> told = new CopyOnWriteArrayList<>();
    private Function<ClientId, Optional<ReplicaId>> holders = client -> Optional.empty();
    private final BroadcastProcessor<NodeCall> calls = BroadcastProcessor.create();

    public InMemoryNodeMessenger() {
        this(new CopyOnWriteArrayList<>());
    }

    private InMemoryNodeMessenger(List<InMemoryNodeMessenger> replicas) {
        this.replicas = replicas;
        replicas.add(this);
    }

    /** The messenger of another replica of the same hub. */
    public InMemoryNodeMessenger replica() {
        return new InMemoryNodeMessenger(replicas);
    }

    /** The same, which knows who holds whom. */
    public InMemoryNodeMessenger knowing(InMemoryPresenceStore presence) {
        holders = presence::holder;
        return this;
    }

    /** What this replica told so far. */
    public List<NodeCall> told() {
        return List.copyOf(told);
    }

    /** Ends the calls, as a stop does. */
    public void stop() {
        replicas.remove(this);
        calls.onComplete();
    }

    @Override
    public Uni<Void> tell(NodeCall call) {
        return Uni.createFrom().voidItem().invoke(() -> deliver(call));
    }

    @Override
    public Uni<Void> tell(ReplicaId replica, NodeCall call) {
        return Uni.createFrom().voidItem().invoke(() -> deliver(replica, call));
    }

    @Override
    public Uni<Boolean> tellHolder(ClientId client, NodeCall call) {
        return Uni.createFrom().item(() -> holders.apply(client).filter(this::isOther)).invoke(
                holder -> holder.ifPresent(other -> deliver(other, call))).map(Optional::isPresent);
    }

    private boolean isOther(ReplicaId replica) {
        return replicas.stream().anyMatch(other -> other != this && other.id.equals(replica));
    }

    private void deliver(ReplicaId replica, NodeCall call) {
        told.add(call);
        replicas.stream().filter(other -> other.id.equals(replica)).forEach(other -> other.calls.onNext(call));
    }

    /** Which replica this is. */
    public ReplicaId id() {
        return id;
    }

    @Override
    public Multi<NodeCall> calls() {
        return calls;
    }

    private void deliver(NodeCall call) {
        told.add(call);
        replicas.stream().filter(replica -> replica != this).forEach(replica -> replica.calls.onNext(call));
    }
}
