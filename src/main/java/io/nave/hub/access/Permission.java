package io.nave.hub.access;

/** A right of a shared access policy (service-protocols §3.4); REGISTRY_WRITE implies REGISTRY_READ. */
public enum Permission {
    REGISTRY_READ,
    REGISTRY_WRITE,
    SERVICE_CONNECT,
    DEVICE_CONNECT
}
