package io.nave.hub.access;

/** How a client turns a key into HMAC bytes (service-protocols §3.2). */
public enum KeyForm {
    /** The base64-decoded bytes: IoT Hub clients. */
    DECODED,
    /** The decoded bytes, or the UTF-8 bytes of the key's text as Event Hubs clients do. */
    DECODED_OR_TEXT
}
