package io.nave.storage.redis;

import java.util.ArrayList;
import java.util.List;

import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.DeviceId;

/**
 * The keys of one queue, in the order in which the scripts take them (queue-functions.lua). All of them carry one hash tag: the
 * bucket of the device, or one of the queue that the whole hub has.
 */
record QueueKeys(String prefix, String name) {

    /** The queue of batches of feedback. */
    static final QueueKeys FEEDBACK = new QueueKeys("nave:feedback:{feedback}", "feedback -");

    /** The queue of notifications of uploaded files. */
    static final QueueKeys FILE_NOTIFICATIONS = new QueueKeys("nave:files:{filenotifications}", "files -");

    /** The queue of a device; its name has the device id and the generation id. */
    static QueueKeys of(QueueId queue) {
        return new QueueKeys(prefix(PresenceKeys.bucket(queue.device())), queue.device() + " " + queue.generationId());
    }

    /** The queue with this name in this bucket, as a sweep finds it. */
    static QueueKeys named(String bucket, String name) {
        return new QueueKeys(prefix(bucket), name);
    }

    private static String prefix(String bucket) {
        return "nave:c2d:" + bucket;
    }

    /** Sorted set: when each queue of a bucket must be looked at. */
    static String due(String bucket) {
        return prefix(bucket) + ":due";
    }

    /** List: feedback that the queues of a bucket have written. */
    static String outbox(String bucket) {
        return prefix(bucket) + ":outbox";
    }

    /** How many were taken from the outbox. */
    static String taken(String bucket) {
        return prefix(bucket) + ":taken";
    }

    /** The hash tag, with its braces. */
    String bucket() {
        return prefix.substring(prefix.indexOf('{'));
    }

    /** Whose queue it is. */
    QueueId id() {
        return new QueueId(new DeviceId(device()), name.substring(name.indexOf(' ') + 1));
    }

    String device() {
        return name.substring(0, name.indexOf(' '));
    }

    /** KEYS 1 to 7 of every script. */
    List<String> common() {
        return List.of(waiting(), own("locked"), expiry(), messages(), prefix + ":due", prefix + ":outbox", own("dead"));
    }

    /** KEYS 1 to 8: with the numbers that were given to messages. */
    List<String> withNumbers() {
        List<String> keys = new ArrayList<>(common());
        keys.add(numbers());
        return keys;
    }

    /** KEYS 1 to 9: with the presence of the bucket. */
    List<String> withPresence() {
        List<String> keys = withNumbers();
        keys.add(PresenceKeys.entries(PresenceKeys.bucket(new DeviceId(device()))));
        return keys;
    }

    /** KEYS 1 to 9: with that something of this name was told. */
    List<String> withTold(String id) {
        List<String> keys = withNumbers();
        keys.add(prefix + ":told:" + id);
        return keys;
    }

    String waiting() {
        return own("waiting");
    }

    String expiry() {
        return own("expiry");
    }

    String messages() {
        return own("messages");
    }

    String dead() {
        return own("dead");
    }

    /** Hash: the last number of each queue. */
    String numbers() {
        return prefix + ":numbers";
    }

    String dueOfBucket() {
        return prefix + ":due";
    }

    private String own(String part) {
        return prefix + ":" + name + ":" + part;
    }
}
