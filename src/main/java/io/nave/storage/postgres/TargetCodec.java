package io.nave.storage.postgres;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.nave.hub.message.DecodedBytes;
import io.nave.hub.message.EncodedBytes;
import io.nave.routing.outbox.OutboxTarget;

/**
 * Whom an entry of the outbox is for, as bytes before its message; a contract with data on disk.
 *
 * <pre>
 *   count(varint) × ( endpoint(varint) count(varint) × enrichment: name(text) value(text) )      text = varint length, UTF-8
 * </pre>
 */
final class TargetCodec {

    private TargetCodec() {
    }

    static void encode(List<OutboxTarget> targets, EncodedBytes out) {
        out.writeVarint(targets.size());
        for (OutboxTarget target : targets) {
            out.writeVarint(target.endpoint());
            out.writeVarint(target.enrichments().size());
            for (Map.Entry<String, String> enrichment : target.enrichments().entrySet()) {
                out.writeText(enrichment.getKey());
                out.writeText(enrichment.getValue());
            }
        }
    }

    /** The enrichments for an endpoint, or null when the entry is not for it. What is read next is the message. */
    static @Nullable Map<String, String> find(int endpoint, DecodedBytes in) {
        Map<String, String> found = null;
        for (int left = in.readVarint(); left > 0; left--) {
            boolean wanted = in.readVarint() == endpoint;
            Map<String, String> enrichments = read(in);
            found = wanted ? enrichments : found;
        }
        return found;
    }

    private static Map<String, String> read(DecodedBytes in) {
        int count = in.readVarint();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> enrichments = new HashMap<>();
        for (int left = count; left > 0; left--) {
            String name = in.readText();
            enrichments.put(name, in.readText());
        }
        return enrichments;
    }
}
