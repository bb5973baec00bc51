package io.nave.hub.expression;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;

/** A device-to-cloud message, or what the hub says about a device, as conditions see it. Confined to one thread. */
public final class DeviceMessageView implements ConditionMessage {

    /** The sender has no twin, or no condition asks for it. */
    public static final Supplier<JsonNode> NO_TWIN = MissingNode::getInstance;

    private final DeviceMessage message;
    private final Supplier<JsonNode> twin;
    private String @Nullable [] names;
    private @Nullable String enqueuedTime;

    /** {@code twin} answers at once, as {@link ConditionMessage#twin()} does. */
    public DeviceMessageView(DeviceMessage message, Supplier<JsonNode> twin) {
        this.message = message;
        this.twin = twin;
    }

    /** The one in this case, or else the first in any. */
    @Override
    public @Nullable String property(String name) {
        String value = message.applicationProperties().get(name);
        return value == null ? inAnyCase(name) : value;
    }

    private @Nullable String inAnyCase(String name) {
        for (String each : names()) {
            if (each.equalsIgnoreCase(name)) {
                return message.applicationProperties().get(each);
            }
        }
        return null;
    }

    /** An array, since going through a map makes garbage each time. */
    private String[] names() {
        String[] all = names;
        if (all == null) {
            all = message.applicationProperties().keySet().toArray(String[]::new);
            names = all;
        }
        return all;
    }

    @Override
    public @Nullable String system(SystemReference name) {
        return switch (name) {
            case CONTENT_TYPE -> system(SystemProperty.CONTENT_TYPE);
            case CONTENT_ENCODING -> system(SystemProperty.CONTENT_ENCODING);
            case MESSAGE_ID -> system(SystemProperty.MESSAGE_ID);
            case USER_ID -> system(SystemProperty.USER_ID);
            case CORRELATION_ID -> system(SystemProperty.CORRELATION_ID);
            case DATA_SCHEMA -> system(SystemProperty.MODEL_ID);
            case SUBJECT -> system(SystemProperty.COMPONENT);
            case TO -> system(SystemProperty.TO);
            case ACK -> system(SystemProperty.ACK);
            case CONNECTION_DEVICE_ID -> message.origin().client().device().value();
            case CONNECTION_MODULE_ID -> moduleId();
            case CONNECTION_GENERATION_ID -> message.origin().generationId();
            case CONNECTION_AUTH_METHOD -> message.origin().authMethod().json();
            case ENQUEUED_TIME -> enqueuedTime();
        };
    }

    private @Nullable String moduleId() {
        Optional<DeviceId> module = message.origin().client().module();
        return module.isPresent() ? module.get().value() : null;
    }

    private @Nullable String system(SystemProperty property) {
        return message.systemProperties().get(property);
    }

    private String enqueuedTime() {
        String time = enqueuedTime;
        if (time == null) {
            time = WireTime.of(Instant.ofEpochMilli(message.receivedAt()));
            enqueuedTime = time;
        }
        return time;
    }

    @Override
    public byte[] body() {
        return message.body().bytes();
    }

    @Override
    public JsonNode twin() {
        return twin.get();
    }
}
