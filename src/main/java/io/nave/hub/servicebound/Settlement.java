package io.nave.hub.servicebound;

/** What became of the attempt to complete, reject or abandon a delivery. */
public enum Settlement {
    DONE,
    /** The lock ran out, or the message is with somebody else by now (412002 DeviceMessageLockLost). */
    LOCK_LOST,
    /** There is no such message: it was settled before, has expired, or never was. */
    NOT_FOUND
}
