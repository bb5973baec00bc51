package io.nave.hub.identity;

import java.time.Clock;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.Notification;

/**
 * Tells back ends that an identity came or went, in the documented words (semantics §2.2): the body is the identity's twin
 * without identity fields. Modules say the same with their {@code moduleId}.
 */
@Singleton
final class LifecycleNotifications {

    private static final String NEVER = "0001-01-01T00:00:00Z";
    /** The base64 text of the first version of a twin. */
    private static final String FIRST_ETAG = "AAAAAAAAAAE=";

    private final Clock clock;

    LifecycleNotifications(Clock clock) {
        this.clock = clock;
    }

    Notification created(ClientId client, String generationId) {
        return notification(client, generationId, "createDeviceIdentity");
    }

    Notification deleted(ClientId client, String generationId) {
        return notification(client, generationId, "deleteDeviceIdentity");
    }

    private Notification notification(ClientId client, String generationId, String opType) {
        return new Notification(MessageSource.DEVICE_LIFECYCLE, client, generationId, opType, clock.instant(),
                twinOf(client).toString());
    }

    /** As it was made; of a deleted identity the store tells the twin as it was then. */
    private static ObjectNode twinOf(ClientId client) {
        ObjectNode twin = JsonNodeFactory.instance.objectNode();
        twin.put("deviceId", client.device().value());
        client.module().map(DeviceId::value).ifPresent(module -> twin.put("moduleId", module));
        twin.put("etag", FIRST_ETAG).put("version", 2);
        ObjectNode properties = twin.putObject("properties");
        putSection(properties, "desired");
        putSection(properties, "reported");
        return twin;
    }

    private static void putSection(ObjectNode properties, String name) {
        ObjectNode section = properties.putObject(name);
        section.putObject("$metadata").put("$lastUpdated", NEVER);
        section.put("$version", 1);
    }
}
