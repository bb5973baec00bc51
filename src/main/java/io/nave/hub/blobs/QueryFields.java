package io.nave.hub.blobs;

import java.util.HashMap;
import java.util.Map;

import io.nave.hub.access.PercentEncoding;

/** The fields of the query of a URI, decoded once. */
public final class QueryFields {

    private QueryFields() {
    }

    /** By name, of a query without its question mark; of a name that stands there twice, the first counts. */
    public static Map<String, String> of(String rawQuery) {
        Map<String, String> query = new HashMap<>();
        for (String field : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&")) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            query.putIfAbsent(PercentEncoding.decode(name),
                    equals < 0 ? "" : PercentEncoding.decode(field.substring(equals + 1)));
        }
        return query;
    }
}
