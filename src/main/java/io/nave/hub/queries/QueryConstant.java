package io.nave.hub.queries;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** A value that stands in a query (semantics §3.2). */
public sealed interface QueryConstant {

    /** Empty for {@code undefined}. */
    Optional<JsonNode> json();

    record Text(String value) implements QueryConstant {

        @Override
        public Optional<JsonNode> json() {
            return Optional.of(TextNode.valueOf(value));
        }
    }

    record Numeric(BigDecimal value) implements QueryConstant {

        @Override
        public Optional<JsonNode> json() {
            return Optional.of(DecimalNode.valueOf(value));
        }
    }

    record Truth(boolean value) implements QueryConstant {

        @Override
        public Optional<JsonNode> json() {
            return Optional.of(BooleanNode.valueOf(value));
        }
    }

    record Null() implements QueryConstant {

        @Override
        public Optional<JsonNode> json() {
            return Optional.of(NullNode.getInstance());
        }
    }

    record Undefined() implements QueryConstant {

        @Override
        public Optional<JsonNode> json() {
            return Optional.empty();
        }
    }

    /** What is undefined in it is left out. */
    record Listing(List<QueryConstant> values) implements QueryConstant {

        public Listing {
            values = List.copyOf(values);
        }

        @Override
        public Optional<JsonNode> json() {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            values.stream().map(QueryConstant::json).flatMap(Optional::stream).forEach(array::add);
            return Optional.of(array);
        }
    }
}
