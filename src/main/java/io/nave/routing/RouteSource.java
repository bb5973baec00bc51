package io.nave.routing;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.message.MessageSource;

/** Which messages a route looks at (semantics §1.2). */
public enum RouteSource {
    DEVICE_MESSAGES("DeviceMessages", null),
    TWIN_CHANGE_EVENTS("TwinChangeEvents", MessageSource.TWIN_CHANGE),
    DEVICE_LIFECYCLE_EVENTS("DeviceLifecycleEvents", MessageSource.DEVICE_LIFECYCLE),
    DEVICE_JOB_LIFECYCLE_EVENTS("DeviceJobLifecycleEvents", MessageSource.DEVICE_JOB_LIFECYCLE),
    DIGITAL_TWIN_CHANGE_EVENTS("DigitalTwinChangeEvents", MessageSource.DIGITAL_TWIN_CHANGE),
    DEVICE_CONNECTION_STATE_EVENTS("DeviceConnectionStateEvents", MessageSource.DEVICE_CONNECTION_STATE);

    private final String wireName;
    private final @Nullable MessageSource source;

    RouteSource(String wireName, @Nullable MessageSource source) {
        this.wireName = wireName;
        this.source = source;
    }

    /** The name in the resource shape. */
    public String wireName() {
        return wireName;
    }

    /** What the hub itself says and this source stands for; empty for what devices say. */
    public Optional<MessageSource> notifications() {
        return Optional.ofNullable(source);
    }

    /** Reads a name in any case; fails with INVALID_SOURCE_ON_ROUTE. */
    public static RouteSource parse(String text) {
        return Stream.of(values())
                .filter(source -> source.wireName.toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst().orElseThrow(() -> new HubException(ErrorCode.INVALID_SOURCE_ON_ROUTE,
                        "source is one of " + String.join(", ", Stream.of(values()).map(RouteSource::wireName).toList())));
    }

    /** The source that a notification comes from. */
    static RouteSource of(MessageSource source) {
        return Stream.of(values()).filter(each -> each.source == source).findFirst().orElseThrow();
    }
}
