package io.nave.storage.postgres;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.queries.QueryConstant;
import io.nave.hub.queries.QueryPath;

/**
 * The documents that tags must contain one of, to have one of these values at a path; the index on tags finds them. There are
 * none where a value may be a time, which other texts are equal to.
 */
final class TagLookup {

    private TagLookup() {
    }

    static Optional<List<String>> of(QueryPath path, List<QueryConstant> constants) {
        List<String> keys = path.below(1);
        boolean usable = "tags".equals(path.root()) && !keys.isEmpty() && constants.stream().allMatch(TagLookup::isExact);
        return usable ? Optional.of(constants.stream().map(constant -> document(keys, constant)).toList()) : Optional.empty();
    }

    private static boolean isExact(QueryConstant constant) {
        return switch (constant) {
            case QueryConstant.Text text -> !QueryComparisonSql.isPerhapsInstant(text);
            case QueryConstant.Numeric number -> true;
            case QueryConstant.Truth truth -> true;
            case QueryConstant.Null nothing -> true;
            case QueryConstant.Undefined undefined -> false;
            case QueryConstant.Listing list -> false;
        };
    }

    private static String document(List<String> keys, QueryConstant constant) {
        JsonNode document = constant.json().orElseThrow();
        for (String key : keys.reversed()) {
            document = JsonNodeFactory.instance.objectNode().set(key, document);
        }
        return document.toString();
    }
}
