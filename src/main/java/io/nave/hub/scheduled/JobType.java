package io.nave.hub.scheduled;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a job does to each device (semantics §7.1), and the member of its document that says it. Messages to a group of devices
 * are Nave's own.
 */
public enum JobType {
    UPDATE_TWIN("scheduleUpdateTwin", "updateTwin"),
    DEVICE_METHOD("scheduleDeviceMethod", "cloudToDeviceMethod"),
    DEVICE_MESSAGE("scheduleCloudToDeviceMessage", "cloudToDeviceMessage");

    private final String wireName;
    private final String member;

    JobType(String wireName, String member) {
        this.wireName = wireName;
        this.member = member;
    }

    public String wireName() {
        return wireName;
    }

    /** The name of the member with the task. */
    public String member() {
        return member;
    }

    /** The type of this name, in any case (service-protocols §5.14). */
    public static Optional<JobType> find(String name) {
        return Stream.of(values()).filter(type -> type.wireName.equalsIgnoreCase(name)).findFirst();
    }
}
