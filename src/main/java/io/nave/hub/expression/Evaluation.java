package io.nave.hub.expression;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * One message on its way past all conditions: what the first of them had to read or look up is there for the next. Not for
 * more than one thread at a time.
 */
public final class Evaluation {

    /** For what does not depend on a message. */
    static final Evaluation OF_NOTHING = new Evaluation(new NoMessage());

    private final ConditionMessage message;
    private @Nullable ParsedBody body;
    private @Nullable JsonNode twin;

    public Evaluation(ConditionMessage message) {
        this.message = message;
    }

    /** Why conditions could not look into the body, if one wanted to: what a RouteEvaluationError says, once per message. */
    public Optional<String> problem() {
        return body == null ? Optional.empty() : body.problem();
    }

    @Nullable
    String property(String name) {
        return message.property(name);
    }

    @Nullable
    String system(SystemReference name) {
        return message.system(name);
    }

    /** The JSON object in the body; a missing node when it holds none that can be read. */
    JsonNode body() {
        ParsedBody parsed = body;
        if (parsed == null) {
            parsed = ParsedBody.of(message);
            body = parsed;
        }
        return parsed.root();
    }

    JsonNode twin() {
        JsonNode found = twin;
        if (found == null) {
            found = message.twin();
            twin = found;
        }
        return found;
    }

    /** Has nothing. */
    private static final class NoMessage implements ConditionMessage {

        @Override
        public @Nullable String property(String name) {
            return null;
        }

        @Override
        public @Nullable String system(SystemReference name) {
            return null;
        }

        @Override
        public byte[] body() {
            return new byte[0];
        }

        @Override
        public JsonNode twin() {
            return MissingNode.getInstance();
        }
    }
}
