package io.nave.hub.connections;

import java.time.Instant;

import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.CutReason;

/** A connection that only is there, and was last active when a test says so. */
public final class TestConnection implements DeviceConnection {

    private final ClientId client;
    private final String generationId;
    private volatile Instant lastActivity = Instant.EPOCH;

    public TestConnection(ClientId client, String generationId) {
        this.client = client;
        this.generationId = generationId;
    }

    public void activeAt(Instant time) {
        lastActivity = time;
    }

    @Override
    public ClientId client() {
        return client;
    }

    @Override
    public ConnectionProof proof() {
        return new ConnectionProof(generationId, "192.0.2.1", new ConnectionProof.Evidence.OwnKey("f"));
    }

    @Override
    public Instant lastActivity() {
        return lastActivity;
    }

    @Override
    public void desiredChanged(DesiredChange change) {
        // nobody listens
    }

    @Override
    public void cut(CutReason reason) {
        // nothing to cut
    }
}
