package io.nave.hub.expression;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

import io.nave.hub.expression.Operand.TextValue;

/** Functions of one text; of undefined or null they are undefined. */
sealed interface OfOneText extends Functions.Function {

    Operand of(TextValue value, Needs needs);

    @Override
    default Optional<Operand> of(List<Operand> arguments) {
        return arguments.size() == 1
                ? arguments.getFirst().asText().map(text -> of(text, Functions.needs(arguments)))
                : Optional.empty();
    }

    /** Makes a number of it. */
    record Measure(ToDoubleFunction<String> measure) implements OfOneText {

        @Override
        public Operand of(TextValue value, Needs needs) {
            return new Operand.Numeric(message -> {
                String text = Json.given(value.of(message));
                return text == null ? Double.NaN : measure.applyAsDouble(text);
            }, needs);
        }
    }

    /** Makes another text of it. */
    record Change(UnaryOperator<String> change) implements OfOneText {

        @Override
        public Operand of(TextValue value, Needs needs) {
            return new Operand.Text(message -> {
                String text = Json.given(value.of(message));
                return text == null ? null : change.apply(text);
            }, needs);
        }
    }
}
