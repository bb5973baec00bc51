package io.nave.hub.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Checks the types of a condition and makes what evaluates it (semantics §1.10, operator typing). What has an error is left out
 * of the checks around it, so each error is told once. One per condition.
 */
final class ConditionCompiler {

    private static final String TWIN_CHANGE_INCLUDES = "twin_change_includes";

    /** Takes the place of an expression with an error: whatever is around it finds nothing wrong with it. */
    private static final Operand FAULTY = new Operand.Any(message -> MissingNode.getInstance(), Needs.NOTHING);

    private final String text;
    private final boolean twinChanges;
    private final List<ConditionError> errors = new ArrayList<>();

    /** {@code twinChanges}: it is for the messages that tell of changed twins. */
    ConditionCompiler(String text, boolean twinChanges) {
        this.text = text;
        this.twinChanges = twinChanges;
    }

    List<ConditionError> errors() {
        return errors;
    }

    Operand operand(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Numeric(double value) -> Operand.constant(value);
            case Syntax.Text(String value) -> Operand.constant(value);
            case Syntax.Truth(boolean value) -> Operand.constant(Outcome.of(value));
            case Syntax.Null() -> new Operand.Null();
            case Syntax.Undefined() -> new Operand.Undefined();
            case Syntax.Property(String name) -> References.property(name);
            case Syntax.Reference reference -> reference(reference);
            case Syntax.Call call -> call(call);
            case Syntax.Unary unary -> unary(unary);
            case Syntax.Binary binary -> binary(binary);
        };
    }

    private Operand reference(Syntax.Reference reference) {
        Token path = reference.path();
        return References.find(path.text(), reference.braced())
                .orElseGet(() -> fault(path, "Syntax error: invalid path '" + path.text() + "'"));
    }

    private Operand call(Syntax.Call call) {
        Token name = call.function();
        if (name.text().equalsIgnoreCase(TWIN_CHANGE_INCLUDES) && twinChanges) {
            return twinChangeIncludes(call);
        }
        Optional<Functions.Function> function = Functions.find(name.text());
        if (function.isEmpty()) {
            return fault(name, "Invalid built-in function '" + name.text() + "'");
        }
        List<Operand> arguments = call.arguments().stream().map(this::operand).toList();
        return function.get().of(arguments).map(Operand::folded)
                .orElseGet(() -> invalidArguments(name, arguments.stream().map(Operand::typeName).toList()));
    }

    /** The argument is a path as it stands; the body of the message tells what changed. */
    private Operand twinChangeIncludes(Syntax.Call call) {
        if (call.arguments().size() == 1 && call.arguments().getFirst() instanceof Syntax.Property(String path)
                && TwinPaths.isInSection(path)) {
            return JsonPath.parse(path).map(ConditionCompiler::includes)
                    .orElseGet(() -> invalidArguments(call.function(), List.of(path)));
        }
        return invalidArguments(call.function(),
                call.arguments().stream().map(this::operand).map(Operand::typeName).toList());
    }

    private static Operand includes(JsonPath path) {
        return new Operand.Truth(message -> includes(path, message), Needs.BODY);
    }

    private static Outcome includes(JsonPath path, Evaluation message) {
        return message.body().isMissingNode() ? Outcome.UNDEFINED : Outcome.of(!path.in(message.body()).isMissingNode());
    }

    private Operand unary(Syntax.Unary unary) {
        Token operator = unary.operator();
        Operand operand = operand(unary.operand());
        boolean minus = operator.isSymbol("-");
        return (minus ? Operators.negated(operand) : Operators.not(operand)).map(Operand::folded)
                .orElseGet(() -> fault(operator, "Invalid operand to unary operator '" + written(operator) + "': have '"
                        + operand.typeName() + "', expected '" + (minus ? "number" : "bool") + "'"));
    }

    private Operand binary(Syntax.Binary binary) {
        Token operator = binary.operator();
        Operand left = operand(binary.left());
        Operand right = operand(binary.right());
        return combined(operator.text(), left, right).map(Operand::folded)
                .orElseGet(() -> invalidOperands(operator, left, right));
    }

    private static Optional<Operand> combined(String operator, Operand left, Operand right) {
        return switch (operator) {
            case "AND" -> Operators.and(left, right);
            case "OR" -> Operators.or(left, right);
            case "+", "-", "*", "/", "%" -> Operators.arithmetic(operator, left, right);
            case "||" -> TextFunctions.concat(List.of(left, right));
            case "??" -> Operators.coalesced(left, right);
            default -> Operators.comparison(Comparison.of(operator), left, right);
        };
    }

    private Operand invalidOperands(Token operator, Operand left, Operand right) {
        String expected = switch (operator.text()) {
            case "AND", "OR" -> "bool";
            case "+", "-", "*", "/", "%" -> "number";
            case "||" -> "string";
            default -> left.typeName();
        };
        return fault(operator, "Invalid operands to binary operator '" + written(operator) + "': have '" + left.typeName()
                + "' and '" + right.typeName() + "', expected '" + expected + "' and '" + expected + "'");
    }

    private Operand invalidArguments(Token function, List<String> types) {
        return fault(function, "Invalid arguments to built-in function '" + function.text() + "': " + function.text() + "("
                + String.join(", ", types) + ")");
    }

    private String written(Token token) {
        return text.substring(token.from(), token.to());
    }

    private Operand fault(Token token, String message) {
        errors.add(ConditionError.at(text, token.from(), token.to(), message));
        return FAULTY;
    }
}
