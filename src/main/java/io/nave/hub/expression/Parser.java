package io.nave.hub.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the grammar of semantics §1.10, from tight to loose: {@code -} and NOT before an operand, then the binary operators of
 * LEVELS from last to first, each from left to right. So NOT binds tighter than a comparison. How deep and how large a
 * condition may be is bounded, thereby also the stack that compiling and evaluating it takes.
 */
final class Parser {

    /** How many parentheses, calls and operators before an operand may be inside each other. */
    static final int MAX_DEPTH = 100;
    /** How many operators and calls a condition may have. */
    static final int MAX_OPERATIONS = 500;

    private static final List<List<String>> LEVELS = List.of(List.of("??"), List.of("OR"), List.of("AND"),
            List.of("=", "!=", "<>"), List.of("<", "<=", ">", ">="), List.of("+", "-", "||"), List.of("*", "/", "%"));

    private final List<Token> tokens;
    private int at;
    private int depth;
    private int operations;

    Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The whole condition; one without words is undefined. */
    Syntax condition() throws ConditionSyntaxException {
        if (peek().kind() == Token.Kind.END) {
            return new Syntax.Undefined();
        }
        Syntax condition = expression(0);
        if (peek().kind() != Token.Kind.END) {
            throw unexpected();
        }
        return condition;
    }

    private Syntax expression(int loosest) throws ConditionSyntaxException {
        Syntax left = operand();
        while (levelOf(peek()) >= loosest) {
            Token operator = operation();
            Syntax right = expression(levelOf(operator) + 1);
            left = new Syntax.Binary(operator, left, right);
        }
        return left;
    }

    private static int levelOf(Token token) {
        if (token.kind() != Token.Kind.SYMBOL) {
            return -1;
        }
        for (int level = 0; level < LEVELS.size(); level++) {
            if (LEVELS.get(level).contains(token.text())) {
                return level;
            }
        }
        return -1;
    }

    private Syntax operand() throws ConditionSyntaxException {
        if (++depth > MAX_DEPTH) {
            throw new ConditionSyntaxException(peek(), "more than " + MAX_DEPTH + " levels inside each other");
        }
        Syntax operand = switch (peek().kind()) {
            case NUMBER -> new Syntax.Numeric(NumberText.value(next().text()));
            case STRING -> new Syntax.Text(QuotedText.value(next().text()));
            case PATH -> new Syntax.Reference(next(), false);
            case NAME -> named();
            case SYMBOL -> withSymbol();
            case END -> throw unexpected();
        };
        depth--;
        return operand;
    }

    private Syntax named() throws ConditionSyntaxException {
        if (tokens.get(at + 1).isSymbol("(")) {
            return call();
        }
        String name = next().text();
        return switch (name) {
            case "true" -> new Syntax.Truth(true);
            case "false" -> new Syntax.Truth(false);
            case "null" -> new Syntax.Null();
            case "undefined" -> new Syntax.Undefined();
            default -> new Syntax.Property(name);
        };
    }

    private Syntax call() throws ConditionSyntaxException {
        Token function = operation();
        next();
        List<Syntax> arguments = new ArrayList<>();
        if (!peek().isSymbol(")")) {
            arguments.add(expression(0));
            while (peek().isSymbol(",")) {
                next();
                arguments.add(expression(0));
            }
        }
        closing(")");
        return new Syntax.Call(function, arguments);
    }

    private Syntax withSymbol() throws ConditionSyntaxException {
        if (peek().isSymbol("-") || peek().isSymbol("NOT")) {
            return new Syntax.Unary(operation(), operand());
        }
        if (peek().isSymbol("{")) {
            return braced();
        }
        if (!peek().isSymbol("(")) {
            throw unexpected();
        }
        Token open = next();
        Syntax inner = expression(0);
        if (peek().kind() == Token.Kind.END) {
            throw new ConditionSyntaxException(open, "missing closing ')'");
        }
        closing(")");
        return inner;
    }

    private Syntax braced() throws ConditionSyntaxException {
        next();
        if (peek().kind() != Token.Kind.PATH) {
            throw unexpected();
        }
        Token path = next();
        closing("}");
        return new Syntax.Reference(path, true);
    }

    private void closing(String symbol) throws ConditionSyntaxException {
        if (!peek().isSymbol(symbol)) {
            throw new ConditionSyntaxException(peek(), "");
        }
        next();
    }

    private Token operation() throws ConditionSyntaxException {
        if (++operations > MAX_OPERATIONS) {
            throw new ConditionSyntaxException(peek(), "more than " + MAX_OPERATIONS + " operators and functions");
        }
        return next();
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        return tokens.get(at++);
    }

    private ConditionSyntaxException unexpected() {
        return new ConditionSyntaxException(peek(), peek().isSymbol(")") && depth <= 1 ? "unmatched closing ')'" : "");
    }
}
