package io.nave.hub.queries;

import java.util.List;
import java.util.Optional;

/** A page of a result; the continuation is what to ask for the next one with, empty when there is none. */
public record QueryPage(ItemType type, List<QueryRow> rows, Optional<String> continuation) {

    public QueryPage {
        rows = List.copyOf(rows);
    }

    /** What the items are, by the words of the wire (semantics §3.1). */
    public enum ItemType {
        TWIN("Twin"),
        DEVICE_JOB("DeviceJob"),
        RAW("Raw");

        private final String wireName;

        ItemType(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        static ItemType of(TwinQuery query) {
            if (!query.isOfDocuments()) {
                return RAW;
            }
            return query.source() == QuerySource.JOBS ? DEVICE_JOB : TWIN;
        }
    }
}
