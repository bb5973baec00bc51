package io.nave.hub.expression;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Something that must hold of a message for a condition to be true, and that costs less to ask than the condition: a property
 * must be there, and with a {@code literal} it must be that text. Who has many conditions asks for each property once and
 * leaves out those whose guard does not hold. For any thread.
 */
public final class Guard {

    private final String subject;
    private final Operand.TextValue value;
    private final Optional<String> literal;

    Guard(String subject, Operand.TextValue value, Optional<String> literal) {
        this.subject = subject;
        this.value = value;
        this.literal = literal;
    }

    /** Two guards with the same subject ask for the same property. */
    public String subject() {
        return subject;
    }

    /** The text that the property must be; empty when it is enough that it is there. */
    public Optional<String> literal() {
        return literal;
    }

    /** The property, null when it is not there. */
    public @Nullable String value(Evaluation message) {
        return value.of(message);
    }

    /** Whether it holds of a message. */
    boolean holds(Evaluation message) {
        String found = value(message);
        return found != null && (literal.isEmpty() || literal.get().equals(found));
    }

    Guard equalTo(String text) {
        return new Guard(subject, value, Optional.of(text));
    }
}
