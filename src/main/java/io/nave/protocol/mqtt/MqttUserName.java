package io.nave.protocol.mqtt;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The user name of a CONNECT: {@code host/device[/module]} and then nothing, {@code /?query} or, from old SDKs,
 * {@code /query} (device-protocols §1.2). Ids stand in it as they are, so they may hold any of the marks around them.
 */
record MqttUserName(String host, Optional<String> modelId, Optional<String> authChain) {

    /** Reads the user name of this client; empty when it is none, or speaks of another client. */
    static Optional<MqttUserName> parse(String text, String clientId) {
        int slash = text.indexOf('/');
        if (slash <= 0 || !text.startsWith(clientId, slash + 1)) {
            return Optional.empty();
        }
        String rest = text.substring(slash + 1 + clientId.length());
        return isQuery(rest) ? Optional.of(of(text.substring(0, slash), queryOf(rest))) : Optional.empty();
    }

    /** Whether the client id ends here: a further segment is only a query when it asks or says something. */
    private static boolean isQuery(String rest) {
        return rest.isEmpty() || rest.equals("/") || rest.startsWith("/?") || rest.startsWith("/api-version=")
                || rest.startsWith("/DeviceClientType=");
    }

    private static String queryOf(String rest) {
        return rest.isEmpty() ? "" : rest.substring(rest.startsWith("/?") ? 2 : 1);
    }

    private static MqttUserName of(String host, String query) {
        Map<String, String> fields = new HashMap<>();
        for (String field : query.split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(field.substring(0, equals), PropertyBag.decode(field.substring(equals + 1)));
            }
        }
        return new MqttUserName(host, valueOf(fields, "model-id"), valueOf(fields, "auth-chain"));
    }

    private static Optional<String> valueOf(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }
}
