package io.nave.hub.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The functions by their names, in any case (semantics §1.10, functions). */
final class Functions {

    private static final Map<String, Function> BY_NAME = new HashMap<>();

    static {
        NumberFunctions.addTo(BY_NAME);
        TextFunctions.addTo(BY_NAME);
        TypeFunctions.addTo(BY_NAME);
    }

    private Functions() {
    }

    /** Makes an expression of checked arguments; empty when it does not take so many or such ones. */
    interface Function {
        Optional<Operand> of(List<Operand> arguments);
    }

    static Optional<Function> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    /** What a function of all these needs. */
    static Needs needs(List<Operand> arguments) {
        Needs needs = Needs.NOTHING;
        for (Operand argument : arguments) {
            needs = needs.and(argument.needs());
        }
        return needs;
    }
}
