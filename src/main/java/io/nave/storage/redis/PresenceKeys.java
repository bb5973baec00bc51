package io.nave.storage.redis;

import io.nave.hub.id.DeviceId;

/** Where presence lies in Redis. A bucket's keys carry its hash tag, so that a cluster keeps them together. */
final class PresenceKeys {

    /** A set: the incarnations that may have a lease. */
    static final String REPLICAS = "nave:replicas";

    /** How many buckets there are. */
    static final int BUCKETS = 1024;

    private PresenceKeys() {
    }

    /** The hash tag of a device's bucket; String.hashCode is the same in every JVM. */
    static String bucket(DeviceId device) {
        return bucket(Math.floorMod(device.value().hashCode(), BUCKETS));
    }

    /** The hash tag of a bucket by its number. */
    static String bucket(int number) {
        return "{b" + number + "}";
    }

    /** A hash: client id to {@link PresenceEntry}. */
    static String entries(String bucket) {
        return "nave:presence:" + bucket;
    }

    /** The counter that numbers the connections of a bucket. */
    static String epoch(String bucket) {
        return "nave:epoch:" + bucket;
    }

    /** There while the replica lives. */
    static String lease(String incarnation) {
        return "nave:replica:" + incarnation;
    }
}
