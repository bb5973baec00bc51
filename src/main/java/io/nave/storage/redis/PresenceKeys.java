package io.nave.storage.redis;

import io.nave.hub.id.DeviceId;

/** Where presence lies in Redis. A bucket's keys carry its hash tag, so that a cluster keeps them together. */
final class PresenceKeys {

    /** A hash: an incarnation to the time when its lease ends or ended, in milliseconds since 1970. */
    static final String LEASES = "nave:leases";
    /** How many buckets there are. */
    static final int BUCKETS = 1024;

    private PresenceKeys() {
    }

    /** The hash tag of a device's bucket. */
    static String bucket(DeviceId device) {
        return bucket(number(device));
    }

    /** String.hashCode is the same in every JVM. */
    static int number(DeviceId device) {
        return Math.floorMod(device.value().hashCode(), BUCKETS);
    }

    /** The hash tag of a bucket by its number. */
    static String bucket(int number) {
        return "{b" + number + "}";
    }

    /** A hash: client id to {@link PresenceEntry}. */
    static String entries(String bucket) {
        return "nave:presence:" + bucket;
    }

    /** A set: the client ids of the modules that have an entry. */
    static String modules(String bucket) {
        return "nave:modules:" + bucket;
    }

    /** A list: what happened to the identities of a bucket and is not told yet. */
    static String events(String bucket) {
        return "nave:connection-events:" + bucket;
    }

    /** There while somebody tells them. */
    static String eventsInHand(String bucket) {
        return "nave:connection-events-hand:" + bucket;
    }

    /** There while a survivor buries a replica. */
    static String burial(String incarnation) {
        return "nave:burial:" + incarnation;
    }

    /** There while the replica lives. */
    static String lease(String incarnation) {
        return "nave:replica:" + incarnation;
    }
}
