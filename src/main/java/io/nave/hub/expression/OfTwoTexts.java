package io.nave.hub.expression;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleBiFunction;

import io.nave.hub.expression.Operand.TextValue;

/** Functions of a text and a fragment; if one of them is undefined or null they are undefined. */
sealed interface OfTwoTexts extends Functions.Function {

    Operand of(TextValue first, TextValue second, Needs needs);

    @Override
    default Optional<Operand> of(List<Operand> arguments) {
        if (arguments.size() != 2) {
            return Optional.empty();
        }
        Optional<TextValue> text = arguments.getFirst().asText();
        Optional<TextValue> fragment = arguments.getLast().asText();
        return text.isPresent() && fragment.isPresent()
                ? Optional.of(of(text.get(), fragment.get(), Functions.needs(arguments)))
                : Optional.empty();
    }

    /** Looks for the fragment and says where. */
    record Search(ToDoubleBiFunction<String, String> search) implements OfTwoTexts {

        @Override
        public Operand of(TextValue first, TextValue second, Needs needs) {
            return new Operand.Numeric(message -> {
                String text = Json.given(first.of(message));
                String fragment = Json.given(second.of(message));
                return text == null || fragment == null ? Double.NaN : search.applyAsDouble(text, fragment);
            }, needs);
        }
    }

    /** Looks for the fragment and says whether. */
    record Test(BiPredicate<String, String> test) implements OfTwoTexts {

        @Override
        public Operand of(TextValue first, TextValue second, Needs needs) {
            return new Operand.Truth(message -> {
                String text = Json.given(first.of(message));
                String fragment = Json.given(second.of(message));
                return text == null || fragment == null ? Outcome.UNDEFINED : Outcome.of(test.test(text, fragment));
            }, needs);
        }
    }
}
