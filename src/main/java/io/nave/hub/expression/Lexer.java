package io.nave.hub.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Parts a condition into words, by the rules of semantics §1.10. Of what can be read at a place the longest is taken, so
 * {@code a-b} is the name of a property and operators want spaces around them; of what is equally long, a name is the last.
 */
final class Lexer {

    private static final String NOT_IN_NAMES = "()<>@,;:\\\"/[]?={}";
    private static final String NOT_IN_PATHS = "()<>@,;:\\\"/?={}";
    private static final String[] SYMBOLS = { "!=", "<>", "<=", ">=", "??", "||", "(", ")", "{", "}", ",", "=", "<", ">", "+",
            "-", "*", "/", "%" };
    private static final Set<String> WORDS = Set.of("AND", "OR", "NOT");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    /** All words, the last of which is END. */
    List<Token> tokens() throws ConditionSyntaxException {
        skip();
        while (at < text.length()) {
            tokens.add(next());
            skip();
        }
        tokens.add(new Token(Token.Kind.END, "", text.length(), text.length() + 1));
        return tokens;
    }

    private Token next() throws ConditionSyntaxException {
        if (text.charAt(at) == '$') {
            return path();
        }
        int name = endOfName();
        int string = isQuote(text.charAt(at)) ? endOfString() : at;
        int number = NumberText.end(text, at);
        int symbol = endOfSymbol();
        if (string > at && string >= name) {
            return take(Token.Kind.STRING, string);
        }
        if (number > at && number >= name) {
            return take(Token.Kind.NUMBER, number);
        }
        if (symbol > at && symbol >= name) {
            return take(Token.Kind.SYMBOL, symbol);
        }
        return name > at ? word(name) : unknown();
    }

    private Token take(Token.Kind kind, int to) {
        Token token = new Token(kind, text.substring(at, to), at, to);
        at = to;
        return token;
    }

    private Token word(int to) {
        String upper = text.substring(at, to).toUpperCase(Locale.ROOT);
        if (!WORDS.contains(upper)) {
            return take(Token.Kind.NAME, to);
        }
        Token token = new Token(Token.Kind.SYMBOL, upper, at, to);
        at = to;
        return token;
    }

    private Token unknown() throws ConditionSyntaxException {
        int to = text.offsetByCodePoints(at, 1);
        throw new ConditionSyntaxException(at, to, "invalid symbol '" + text.substring(at, to) + "'");
    }

    private Token path() throws ConditionSyntaxException {
        int to = at + 1;
        while (to < text.length() && isIn(to, NOT_IN_PATHS)) {
            to++;
        }
        return to == at + 1 ? unknown() : take(Token.Kind.PATH, to);
    }

    private int endOfName() {
        int to = at;
        while (to < text.length() && isIn(to, NOT_IN_NAMES)) {
            to++;
        }
        return to;
    }

    private boolean isIn(int place, String excluded) {
        char character = text.charAt(place);
        return !isSpace(character) && !Character.isISOControl(character) && excluded.indexOf(character) < 0;
    }

    /** Behind the closing quote. */
    private int endOfString() throws ConditionSyntaxException {
        char quote = text.charAt(at);
        for (int to = at + 1; to < text.length(); to++) {
            if (text.charAt(to) == quote) {
                return to + 1;
            }
            if (text.charAt(to) == '\\') {
                to++;
            }
        }
        throw new ConditionSyntaxException(at, text.length(), "unterminated string");
    }

    private int endOfSymbol() {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                return at + symbol.length();
            }
        }
        return at;
    }

    private void skip() throws ConditionSyntaxException {
        int before;
        do {
            before = at;
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
            if (text.startsWith("/*", at)) {
                at = endOfComment();
            }
        } while (at > before);
    }

    private int endOfComment() throws ConditionSyntaxException {
        int close = text.indexOf("*/", at + 2);
        if (close < 0) {
            throw new ConditionSyntaxException(at, text.length(), "unterminated comment");
        }
        return close + 2;
    }

    private static boolean isQuote(char character) {
        return character == '\'' || character == '"';
    }

    private static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
}
