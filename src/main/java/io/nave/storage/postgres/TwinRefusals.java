package io.nave.storage.postgres;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.scheduled.DeviceOutcome.Refused;
import io.nave.hub.twins.TwinRules;
import io.nave.hub.twins.TwinSection;

/** What a job says of a device whose twin could not be written, by the outcome that {@code nave_twin_write} answers. */
final class TwinRefusals {

    /** A JSON object: an array of the error's name and description for each outcome. */
    static final String WORDS = words();

    private TwinRefusals() {
    }

    private static String words() {
        ObjectNode words = JsonNodeFactory.instance.objectNode();
        put(words, "absent", new HubException(ErrorCode.DEVICE_NOT_FOUND, "It is not registered any more."));
        put(words, "stale", new HubException(ErrorCode.PRECONDITION_FAILED, "Its twin has another etag."));
        put(words, "tags", TwinRules.tooLarge(TwinSection.TAGS));
        put(words, "desired", TwinRules.tooLarge(TwinSection.DESIRED));
        return words.toString();
    }

    private static void put(ObjectNode words, String outcome, HubException refusal) {
        Refused refused = new Refused(refusal.code(), refusal.detail());
        words.putArray(outcome).add(refused.code().wireName()).add(refused.description());
    }
}
