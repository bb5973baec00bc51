package io.nave.hub.limits;

/** The documented limits (semantics §8.2), in bytes or counts. */
public final class HubLimits {

    /** A device-to-cloud message: 256 KB, counted by {@code DeviceMessage.size()}. */
    public static final int MAX_DEVICE_MESSAGE = 256 * 1024;
    /** The room that a topic and a header may take beside the payload. */
    public static final int MAX_TOPIC = 64 * 1024;
    /** A cloud-to-device message: 64 KB, counted by {@code MessageSize}. */
    public static final int MAX_DEVICE_BOUND_MESSAGE = 64 * 1024;
    /** The payload of a direct method, and of its answer. */
    public static final int MAX_METHOD_PAYLOAD = 128 * 1024;
    /** The name of a direct method. */
    public static final int MAX_METHOD_NAME = 100;
    /** Topic filters of one MQTT session. */
    public static final int MAX_SUBSCRIPTIONS = 5;
    /** Readers without epoch of a partition in a consumer group. */
    public static final int MAX_READERS = 5;
    /** Consumer groups of the built-in endpoint, {@code $Default} included. */
    public static final int MAX_CONSUMER_GROUPS = 20;
    /** Modules of a device. */
    public static final int MAX_MODULES = 50;
    /** Automatic configurations and deployments of a hub. */
    public static final int MAX_CONFIGURATIONS = 100;
    /** Operations of one bulk call. */
    public static final int MAX_BULK = 100;
    /** Shared access policies of a hub, the built-in ones included. */
    public static final int MAX_POLICIES = 16;
    /** Rules of the IP filter. */
    public static final int MAX_IP_RULES = 100;
    /** Entries of each list of the access rules: allowed devices, denied devices, denied certificates. */
    public static final int MAX_LISTED_FOR_ACCESS = 10_000;
    /** Devices in the answer of a listing. */
    public static final int MAX_LISTED = 1000;

    /** The tags of a twin, counted by the rule of semantics §4.2. */
    public static final int MAX_TAGS = 8 * 1024;
    /** The desired properties of a twin, and its reported ones. */
    public static final int MAX_PROPERTIES = 32 * 1024;
    /** A string in a twin, in UTF-8. */
    public static final int MAX_TWIN_STRING = 4096;
    /** A name in a twin, in UTF-8. */
    public static final int MAX_TWIN_NAME = 1024;
    /** Objects and arrays inside each other below the root of a twin's section. */
    public static final int MAX_TWIN_DEPTH = 10;

    private HubLimits() {
    }
}
