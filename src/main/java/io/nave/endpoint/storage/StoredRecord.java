package io.nave.endpoint.storage;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;

/**
 * The fields of a stored message but its body, with the names that properties have in files (semantics §1.3). As on the
 * built-in
 * endpoint, some that the protocol defines stand among those of the application, unless it has one of that name.
 */
record StoredRecord(String enqueuedTimeUtc, Map<String, String> properties, Map<String, String> systemProperties) {

    static StoredRecord of(DeviceMessage message) {
        String time = WireTime.of(Instant.ofEpochMilli(message.receivedAt()));
        Map<String, String> properties = new LinkedHashMap<>(message.applicationProperties());
        Map<String, String> system = origin(message.origin());
        message.systemProperties().forEach((property, value) -> put(property, value, properties, system));
        system.put("enqueuedTime", time);
        return new StoredRecord(time, properties, system);
    }

    private static Map<String, String> origin(MessageOrigin origin) {
        Map<String, String> system = new LinkedHashMap<>();
        system.put("connectionDeviceId", origin.client().device().value());
        origin.client().module().map(DeviceId::value).ifPresent(module -> system.put("connectionModuleId", module));
        system.put("connectionAuthMethod", origin.authMethod().json());
        system.put("connectionDeviceGenerationId", origin.generationId());
        return system;
    }

    private static void put(SystemProperty property, String value, Map<String, String> properties,
            Map<String, String> system) {
        switch (property) {
            case MESSAGE_ID -> system.put("messageId", value);
            case CORRELATION_ID -> system.put("correlationId", value);
            case USER_ID -> system.put("userId", value);
            case CONTENT_TYPE -> system.put("contentType", value);
            case CONTENT_ENCODING -> system.put("contentEncoding", value);
            case CREATION_TIME, OUTPUT_NAME, MESSAGE_SCHEMA, OPERATION, ACK ->
                properties.putIfAbsent(property.routedName(), value);
            case TO, ABSOLUTE_EXPIRY_TIME, INTERFACE_ID, COMPONENT, DIAGNOSTIC_ID, CORRELATION_CONTEXT, MODEL_ID,
                    MESSAGE_SOURCE ->
                system.put(property.routedName(), value);
        }
    }
}
