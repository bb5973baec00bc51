package io.nave.twins;

import java.util.List;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** Two replicas of one hub, and its twins as a back end and a device reach them through either. */
final class Replicas implements AutoCloseable {

    private final HubProcess first;
    private final HubProcess second;
    private final List<TwinRest> rest;

    private Replicas(HubProcess first, HubProcess second) {
        this.first = first;
        this.second = second;
        this.rest = List.of(TwinRest.of(first, first.host()), TwinRest.of(second, first.host()));
    }

    static Replicas start() {
        HubProcess first = HubProcess.start(SharedHub.newDirectory());
        return new Replicas(first, first.startReplica(SharedHub.newDirectory()));
    }

    /** A new device, known to both. */
    TwinDevice.Identity createDevice(String id) {
        return new TwinDevice.Identity(first.host(), id, first.registry().createDevice(id));
    }

    /** REST of the first (0) or second (1). */
    TwinRest rest(int replica) {
        return rest.get(replica);
    }

    /** Connects a device to the first (0) or second (1). */
    TwinDevice connect(TwinDevice.Identity identity, int replica) {
        return TwinDevice.connect(identity, List.of(first, second).get(replica).plainMqttPort());
    }

    /** What both wrote last, for the message of a failed test. */
    String lastWords() {
        return first.lastWords() + "\n--\n" + second.lastWords();
    }

    @Override
    public void close() {
        second.close();
        first.close();
    }
}
