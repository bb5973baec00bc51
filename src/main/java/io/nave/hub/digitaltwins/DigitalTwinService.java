package io.nave.hub.digitaltwins;

import java.util.Optional;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.twins.TwinDocument;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinService;
import io.nave.hub.twins.TwinWrite;
import io.smallrye.mutiny.Uni;

/** What back ends do with digital twins (service-protocols §5.17). Completes on a thread of the store. */
@Singleton
public final class DigitalTwinService {

    private static final int RETRIES = 10;

    private final TwinService twins;

    DigitalTwinService(TwinService twins) {
        this.twins = twins;
    }

    /** Fails with DEVICE_NOT_FOUND. */
    public Uni<TwinDocument> get(ClientId client) {
        return twins.get(client);
    }

    /**
     * Changes desired properties by a JSON Patch and says how the twin is then. Fails with DEVICE_NOT_FOUND,
     * INVALID_DIGITAL_TWIN_PATCH*, ARGUMENT_INVALID, TWIN_TOO_LARGE, or PRECONDITION_FAILED when the etag is another.
     */
    public Uni<TwinDocument> update(ClientId client, JsonNode patch, EtagCondition condition) {
        Uni<TwinDocument> attempt = twins.get(client).chain(present -> write(client, patch, condition, present));
        return condition.etag().isPresent() ? attempt
                : attempt.onFailure(DigitalTwinService::isLostRace).retry().atMost(RETRIES);
    }

    /** What it makes of the patch depends on the twin, so that must still be the same. */
    private Uni<TwinDocument> write(ClientId client, JsonNode patch, EtagCondition condition, TwinDocument present) {
        TwinPatch desired = TwinPatch.of(TwinSection.DESIRED, DigitalTwinPatch.desired(patch, present.twin()));
        EtagCondition expected = condition.etag().isPresent() ? condition
                : new EtagCondition(true, Optional.of(present.twin().etag()));
        return twins.write(client, new TwinWrite(Optional.empty(), Optional.of(desired), false), expected);
    }

    private static boolean isLostRace(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.PRECONDITION_FAILED;
    }
}
