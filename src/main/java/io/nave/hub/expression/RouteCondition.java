package io.nave.hub.expression;

import java.util.List;
import java.util.Optional;

import io.nave.hub.expression.Operand.TruthValue;

/**
 * The condition of a route, compiled (semantics §1.10). It is the same for all messages and threads, asks nobody, and keeps
 * nothing of a message; what is slow to get is in the Evaluation.
 */
public final class RouteCondition {

    /** In UTF-16 units. */
    public static final int MAX_LENGTH = 8_192;

    private final TruthValue value;
    private final Needs needs;
    private final Optional<Outcome> constant;
    private final Optional<Guard> guard;

    private RouteCondition(TruthValue value, Needs needs, Optional<Guard> guard) {
        this.guard = guard;
        this.value = value;
        this.needs = needs;
        this.constant = needs.isNothing() ? Optional.of(value.of(Evaluation.OF_NOTHING)) : Optional.empty();
    }

    /**
     * Compiles a text for any source but changes of twins. An empty one is undefined for every message. Takes a time in
     * proportion to the length, which is bounded.
     */
    public static Compilation compile(String text) {
        return compile(text, false);
    }

    /** Compiles a text for messages that tell of changed twins, of which it may ask {@code twin_change_includes}. */
    public static Compilation compileForTwinChanges(String text) {
        return compile(text, true);
    }

    private static Compilation compile(String text, boolean twinChanges) {
        if (text.length() > MAX_LENGTH) {
            return invalid(ConditionError.at(text, MAX_LENGTH, text.length(),
                    "The condition is longer than " + MAX_LENGTH + " characters"));
        }
        try {
            Syntax syntax = new Parser(new Lexer(text).tokens()).condition();
            ConditionCompiler compiler = new ConditionCompiler(text, twinChanges);
            Operand operand = compiler.operand(syntax);
            return compiler.errors().isEmpty() ? new Compilation.Valid(of(operand, Guards.best(syntax)))
                    : new Compilation.Invalid(compiler.errors());
        } catch (ConditionSyntaxException e) {
            return invalid(e.in(text));
        }
    }

    private static Compilation invalid(ConditionError error) {
        return new Compilation.Invalid(List.of(error));
    }

    /** A number or text as a whole is undefined. */
    private static RouteCondition of(Operand operand, Optional<Guard> guard) {
        if (operand instanceof Operand.Null) {
            return new RouteCondition(message -> Outcome.NULL, Needs.NOTHING, guard);
        }
        Optional<TruthValue> truth = operand.asTruth();
        return truth.isPresent() ? new RouteCondition(truth.get(), operand.needs(), guard)
                : new RouteCondition(message -> Outcome.UNDEFINED, Needs.NOTHING, guard);
    }

    /** What it says of a message. */
    public Outcome evaluate(Evaluation message) {
        return value.of(message);
    }

    /** Whether it is exactly true. */
    public boolean matches(Evaluation message) {
        return value.of(message) == Outcome.TRUE;
    }

    /** What must hold of a message for the condition to be true, if that is anything simple. */
    public Optional<Guard> guard() {
        return guard;
    }

    /** What it says of every message, if it is the same. */
    public Optional<Outcome> constant() {
        return constant;
    }

    /** Whether it may ask for the body. */
    public boolean needsBody() {
        return needs.body();
    }

    /** Whether it may ask for the twin. */
    public boolean needsTwin() {
        return needs.twin();
    }
}
