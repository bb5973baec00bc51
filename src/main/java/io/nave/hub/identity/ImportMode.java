package io.nave.hub.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a bulk call or an import is to do with an item (service-protocols §5.5). */
public enum ImportMode {
    CREATE("create"),
    CREATE_OR_UPDATE("createOrUpdate"),
    CREATE_OR_UPDATE_IF_MATCH("createOrUpdateIfMatchETag"),
    UPDATE("update"),
    UPDATE_IF_MATCH("updateIfMatchETag"),
    DELETE("delete"),
    DELETE_IF_MATCH("deleteIfMatchETag"),
    UPDATE_TWIN("updateTwin"),
    UPDATE_TWIN_IF_MATCH("updateTwinIfMatchETag");

    /** All of them as they are written. */
    public static final List<String> NAMES = Arrays.stream(values()).map(mode -> mode.wireName).toList();

    private final String wireName;

    ImportMode(String wireName) {
        this.wireName = wireName;
    }

    /** In any case, because clients differ in it. */
    public static Optional<ImportMode> parse(String text) {
        return Arrays.stream(values()).filter(mode -> mode.wireName.equalsIgnoreCase(text)).findFirst();
    }

    boolean creates() {
        return this == CREATE || this == CREATE_OR_UPDATE || this == CREATE_OR_UPDATE_IF_MATCH;
    }

    /** Whether it is about the twin and leaves the identity alone. */
    boolean isOfTwin() {
        return this == UPDATE_TWIN || this == UPDATE_TWIN_IF_MATCH;
    }

    boolean deletes() {
        return this == DELETE || this == DELETE_IF_MATCH;
    }

    /** Whether the etags of the item count. */
    boolean isConditional() {
        return this == CREATE_OR_UPDATE_IF_MATCH || this == UPDATE_IF_MATCH || this == DELETE_IF_MATCH
                || this == UPDATE_TWIN_IF_MATCH;
    }
}
