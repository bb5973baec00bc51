package io.nave.hub.configurations;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.id.DeviceId;

/**
 * What a configuration sets: for devices and modules an object whose names are paths, {@code properties.desired.a.b}; for Edge
 * devices such an object for each module (semantics §7.2). The tree is not to be changed.
 */
public record ConfigurationContent(Kind kind, JsonNode json) {

    /** Whose desired properties are set. */
    public enum Kind {
        DEVICE("deviceContent"),
        MODULE("moduleContent"),
        /** Those of the modules of an Edge device. */
        EDGE("modulesContent");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        /** The name of the member of {@code content}. */
        public String wireName() {
            return wireName;
        }
    }

    /** Fails with INVALID_CONFIGURATION_CONTENT when it could not be written to any twin. */
    public ConfigurationContent {
        ContentRules.check(kind, json);
    }

    /** What is set on a device or module. */
    List<Setting> settings() {
        return ContentRules.settings(json);
    }

    /** What is set on each module of an Edge device, by name. */
    Map<DeviceId, List<Setting>> moduleSettings() {
        Map<DeviceId, List<Setting>> settings = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> module : json.properties()) {
            settings.put(new DeviceId(module.getKey()), ContentRules.settings(module.getValue()));
        }
        return settings;
    }

    /** Tells this content from others, {@code $lastUpdatedByDigest}. */
    String digest() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.toString().getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
