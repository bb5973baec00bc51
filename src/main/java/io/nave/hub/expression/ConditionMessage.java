package io.nave.hub.expression;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.message.DeviceMessage;

/** A message as conditions see it. Confined to one thread, as its Evaluation; nothing of it changes meanwhile. */
public interface ConditionMessage {

    /**
     * The value of the application property whose name is this one without regard to case; {@link DeviceMessage#NO_VALUE} for
     * one without a value, null when there is none.
     */
    @Nullable
    String property(String name);

    /** The value of a system property, null when there is none. */
    @Nullable
    String system(SystemReference name);

    /** The payload, which is only read. */
    byte[] body();

    /**
     * The twin of the sender: an object with the members {@code tags} and {@code properties}, the latter with {@code desired}
     * and {@code reported}; a missing node when the sender has none. Asked at most once.
     */
    JsonNode twin();
}
