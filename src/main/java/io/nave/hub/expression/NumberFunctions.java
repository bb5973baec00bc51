package io.nave.hub.expression;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

import io.nave.hub.expression.Functions.Function;
import io.nave.hub.expression.Operand.NumberValue;

/** Functions of numbers, which are doubles: too large is infinite, without a result is undefined. */
final class NumberFunctions {

    private NumberFunctions() {
    }

    static void addTo(Map<String, Function> functions) {
        functions.put("abs", of(Math::abs));
        functions.put("exp", of(Math::exp));
        functions.put("square", of(x -> x * x));
        functions.put("ceiling", of(Math::ceil));
        functions.put("floor", of(Math::floor));
        functions.put("sign", of(Math::signum));
        functions.put("sqrt", of(Math::sqrt));
        functions.put("power", ofTwo(NumberFunctions::power));
    }

    /** Undefined stays undefined, even to the power of zero. */
    private static double power(double base, double exponent) {
        return Double.isNaN(base) ? base : Math.pow(base, exponent);
    }

    private static Function of(DoubleUnaryOperator operator) {
        return arguments -> arguments.size() == 1
                ? number(arguments.getFirst().asNumber(), operator, arguments)
                : Optional.empty();
    }

    private static Optional<Operand> number(Optional<NumberValue> number, DoubleUnaryOperator operator,
            List<Operand> arguments) {
        if (number.isEmpty()) {
            return Optional.empty();
        }
        NumberValue x = number.get();
        return Optional.of(new Operand.Numeric(message -> operator.applyAsDouble(x.of(message)), Functions.needs(arguments)));
    }

    private static Function ofTwo(DoubleBinaryOperator operator) {
        return arguments -> arguments.size() == 2
                ? number(arguments.getFirst().asNumber(), arguments.getLast().asNumber(), operator, arguments)
                : Optional.empty();
    }

    private static Optional<Operand> number(Optional<NumberValue> first, Optional<NumberValue> second,
            DoubleBinaryOperator operator, List<Operand> arguments) {
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        NumberValue x = first.get();
        NumberValue y = second.get();
        return Optional.of(new Operand.Numeric(message -> operator.applyAsDouble(x.of(message), y.of(message)),
                Functions.needs(arguments)));
    }
}
