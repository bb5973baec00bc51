package io.nave.hub.expression;

import java.util.List;

/** What became of the text of a condition. */
public sealed interface Compilation {

    /** It can be evaluated. */
    record Valid(RouteCondition condition) implements Compilation {
    }

    /** It cannot, for at least one reason. */
    record Invalid(List<ConditionError> errors) implements Compilation {

        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}
