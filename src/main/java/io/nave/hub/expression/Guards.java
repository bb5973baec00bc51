package io.nave.hub.expression;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what must hold of a message for a condition to be true: whatever is compared must be there, and both sides of AND must
 * be true (semantics §1.10, runtime value rules). Where a rule would have to be subtle, nothing is found.
 */
final class Guards {

    /** Functions that are undefined when an argument is; as conditions, false or undefined. */
    private static final Set<String> STRICT = Set.of("abs", "exp", "square", "ceiling", "floor", "sign", "sqrt", "power",
            "as_number", "length", "lower", "upper", "substring", "index_of", "starts_with", "startswith", "ends_with",
            "endswith", "contains", "concat");
    private static final Set<String> COMPARISONS = Set.of("=", "!=", "<>", "<", "<=", ">", ">=");
    private static final Set<String> STRICT_OPERATORS = Set.of("+", "-", "*", "/", "%", "||");

    private Guards() {
    }

    /** The guard that leaves out most: one with a literal, or else any. */
    static Optional<Guard> best(Syntax condition) {
        List<Guard> all = ifTrue(condition).toList();
        return all.stream().filter(guard -> guard.literal().isPresent()).findFirst().or(() -> all.stream().findFirst());
    }

    /** What holds if this is true. */
    private static Stream<Guard> ifTrue(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Binary binary when binary.operator().text().equals("AND") ->
                Stream.concat(ifTrue(binary.left()), ifTrue(binary.right()));
            case Syntax.Binary binary when binary.operator().text().equals("=") ->
                Stream.of(equality(binary.left(), binary.right()), equality(binary.right(), binary.left()), ifDefined(binary))
                        .flatMap(found -> found);
            case Syntax.Call(Token function, List<Syntax> arguments) when isNamed(function, "is_defined") ->
                arguments.stream().flatMap(Guards::subject);
            default -> ifDefined(syntax);
        };
    }

    private static Stream<Guard> equality(Syntax property, Syntax literal) {
        return literal instanceof Syntax.Text(String text) ? subject(property).map(guard -> guard.equalTo(text))
                : Stream.empty();
    }

    /** What holds if this is not undefined. */
    private static Stream<Guard> ifDefined(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Property property -> subject(property);
            case Syntax.Reference reference -> subject(reference);
            case Syntax.Unary unary -> ifDefined(unary.operand());
            case Syntax.Binary binary when isStrict(binary.operator()) ->
                Stream.concat(ifDefined(binary.left()), ifDefined(binary.right()));
            case Syntax.Call call when STRICT.contains(call.function().text().toLowerCase(Locale.ROOT)) ->
                call.arguments().stream().flatMap(Guards::ifDefined);
            default -> Stream.empty();
        };
    }

    private static boolean isStrict(Token operator) {
        return COMPARISONS.contains(operator.text()) || STRICT_OPERATORS.contains(operator.text());
    }

    private static boolean isNamed(Token function, String name) {
        return function.text().equalsIgnoreCase(name);
    }

    private static Stream<Guard> subject(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Property(String name) -> guard(name, References.property(name));
            case Syntax.Reference(Token path, boolean braced) -> References.find(path.text(), braced).stream()
                    .flatMap(found -> guard(braced ? "{" + path.text() + "}" : path.text(), found));
            default -> Stream.empty();
        };
    }

    /** Only what is a text whatever the message. */
    private static Stream<Guard> guard(String name, Operand operand) {
        return operand instanceof Operand.Text text
                ? Stream.of(new Guard(name.toLowerCase(Locale.ROOT), text.value(), Optional.empty()))
                : Stream.empty();
    }
}
