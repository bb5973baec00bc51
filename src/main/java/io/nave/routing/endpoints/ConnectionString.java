package io.nave.routing.endpoints;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * The connection string of a Service Bus entity or an event hub, both ways. Fails with ARGUMENT_INVALID, without the string.
 *
 * <pre>
 * Endpoint=sb://ns.example.net[:port]/;SharedAccessKeyName=send;SharedAccessKey=…;EntityPath=orders
 * </pre>
 */
final class ConnectionString {

    private static final int AMQPS = 5671;
    private static final List<String> FIELDS = List.of("endpoint", "sharedaccesskeyname", "sharedaccesskey", "entitypath");

    private final URI endpoint;
    private final Map<String, String> fields;

    private ConnectionString(URI endpoint, Map<String, String> fields) {
        this.endpoint = endpoint;
        this.fields = fields;
    }

    static ConnectionString parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String part : text.strip().split(";")) {
            int equals = part.indexOf('=');
            String name = part.substring(0, Math.max(equals, 0)).strip().toLowerCase(Locale.ROOT);
            if (!part.isBlank() && (!FIELDS.contains(name) || fields.put(name, part.substring(equals + 1).strip()) != null)) {
                throw invalid();
            }
        }
        if (!fields.keySet().containsAll(FIELDS)) {
            throw invalid();
        }
        return new ConnectionString(endpoint(fields.getOrDefault("endpoint", "")), fields);
    }

    private static URI endpoint(String text) {
        try {
            URI uri = URI.create(text);
            if ("sb".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException noUri) {
            // told below, without the text
        }
        throw invalid();
    }

    private static HubException invalid() {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "connectionString has the form"
                + " Endpoint=sb://host/;SharedAccessKeyName=name;SharedAccessKey=key;EntityPath=entity");
    }

    String host() {
        return endpoint.getHost();
    }

    int port() {
        return endpoint.getPort() < 0 ? AMQPS : endpoint.getPort();
    }

    String entity() {
        return fields.getOrDefault("entitypath", "");
    }

    String keyName() {
        return fields.getOrDefault("sharedaccesskeyname", "");
    }

    String key() {
        return fields.getOrDefault("sharedaccesskey", "");
    }

    static String write(AmqpSettings settings, String keyName, String key) {
        String port = settings.port() == AMQPS ? "" : ":" + settings.port();
        return "Endpoint=sb://" + settings.host() + port + "/;SharedAccessKeyName=" + keyName + ";SharedAccessKey=" + key
                + ";EntityPath=" + settings.address();
    }
}
