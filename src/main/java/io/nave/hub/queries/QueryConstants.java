package io.nave.hub.queries;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.nave.hub.queries.QueryToken.Kind;

/** Reads constants: texts, numbers, words that mean a value, and lists of these (semantics §3.2). */
final class QueryConstants {

    /** More places or digits than any double has. */
    private static final int MOST_DIGITS = 400;

    private final QueryTokens tokens;

    QueryConstants(QueryTokens tokens) {
        this.tokens = tokens;
    }

    boolean isHere() {
        QueryToken token = tokens.peek();
        return switch (token.kind()) {
            case STRING, NUMBER -> true;
            case SYMBOL -> token.isSymbol("[") || token.isSymbol("-") && tokens.second().kind() == Kind.NUMBER;
            case NAME -> !tokens.second().isSymbol(".") && word(token.text()).isPresent();
            case QUOTED_NAME, END -> false;
        };
    }

    QueryConstant constant() {
        QueryToken token = tokens.peek();
        if (!isHere()) {
            throw tokens.unexpected("a constant");
        }
        return switch (token.kind()) {
            case STRING -> new QueryConstant.Text(tokens.next().text());
            case NUMBER -> signed("");
            case NAME -> word(tokens.next().text()).orElseThrow();
            case SYMBOL -> token.isSymbol("[") ? list() : negative();
            case QUOTED_NAME, END -> throw tokens.unexpected("a constant");
        };
    }

    private QueryConstant negative() {
        tokens.next();
        return signed("-");
    }

    private QueryConstant signed(String sign) {
        QueryToken token = tokens.next();
        return number(sign + token.text().toLowerCase(Locale.ROOT))
                .orElseThrow(() -> tokens.fail(token, "the number is too long or too large"));
    }

    private static Optional<QueryConstant> number(String text) {
        try {
            BigDecimal value = text.contains("0x") ? new BigDecimal(new BigInteger(text.replace("0x", ""), 16))
                    : new BigDecimal(text);
            boolean fits = value.precision() <= MOST_DIGITS && Math.abs(value.scale()) <= MOST_DIGITS;
            return fits ? Optional.of(new QueryConstant.Numeric(value)) : Optional.empty();
        } catch (NumberFormatException exponentIsTooLarge) {
            return Optional.empty();
        }
    }

    private static Optional<QueryConstant> word(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(new QueryConstant.Truth(true));
            case "false" -> Optional.of(new QueryConstant.Truth(false));
            case "null" -> Optional.of(new QueryConstant.Null());
            case "undefined" -> Optional.of(new QueryConstant.Undefined());
            default -> Optional.empty();
        };
    }

    /** In square brackets, or in round ones as many write it; no list in a list. */
    QueryConstant.Listing list() {
        boolean square = tokens.takeSymbol("[");
        if (!square) {
            tokens.needSymbol("(");
        }
        List<QueryConstant> values = new ArrayList<>();
        do {
            if (tokens.peek().isSymbol("[")) {
                throw tokens.unexpected("a constant");
            }
            values.add(constant());
        } while (tokens.takeSymbol(","));
        tokens.needSymbol(square ? "]" : ")");
        return new QueryConstant.Listing(values);
    }
}
