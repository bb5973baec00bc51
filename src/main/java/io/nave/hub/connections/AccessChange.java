package io.nave.hub.connections;

import io.nave.hub.id.DeviceId;

/** A change after which somebody who is connected may no longer be entitled to it. */
public sealed interface AccessChange {

    /** A device or one of its modules was disabled, deleted, or got other credentials. */
    record Identity(DeviceId device) implements AccessChange {
    }

    /** A shared access policy got other keys or rights, or was deleted. */
    record Policy(String name) implements AccessChange {
    }

    /** A certificate authority was replaced, or is no longer registered; by the text that stands in ConnectionProof. */
    record Authority(String name) implements AccessChange {
    }

    /** The access rules of the hub changed. */
    record Rules() implements AccessChange {
    }
}
