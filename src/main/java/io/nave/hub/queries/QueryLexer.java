package io.nave.hub.queries;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.nave.hub.expression.QuotedText;
import io.nave.hub.queries.QueryToken.Kind;

/**
 * Parts a query into words (semantics §3.2). Hyphens belong to names, so a minus between two names wants blanks; behind a dot
 * and behind AS a name may begin with a digit. Conditions of routes have other words, and a lexer of their own.
 */
final class QueryLexer {

    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F]+|[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final List<String> SYMBOLS = List.of("!=", "<>", "<=", ">=", "(", ")", "[", "]", ",", ".", "=", "<", ">",
            "+",
            "-", "*", "/", "%");

    private final String text;
    private final List<QueryToken> tokens = new ArrayList<>();
    private int at;

    QueryLexer(String text) {
        this.text = text;
    }

    /** All words, the last of which is END. Fails with ARGUMENT_INVALID. */
    List<QueryToken> tokens() {
        skip();
        while (at < text.length()) {
            tokens.add(next());
            skip();
        }
        tokens.add(new QueryToken(Kind.END, "", at));
        return List.copyOf(tokens);
    }

    private QueryToken next() {
        char first = text.charAt(at);
        if (first == '\'' || first == '"') {
            return string(first);
        }
        if (text.startsWith("[[", at)) {
            return quotedName();
        }
        if (isNamePart(first) && (isBehindDotOrAs() || first != '-' && !isDigit(first))) {
            return take(Kind.NAME, endOfName(at));
        }
        return isDigit(first) ? number() : symbol();
    }

    private boolean isBehindDotOrAs() {
        return !tokens.isEmpty() && (tokens.getLast().isSymbol(".") || tokens.getLast().isWord("AS"));
    }

    private QueryToken take(Kind kind, int to) {
        QueryToken token = new QueryToken(kind, text.substring(at, to), at);
        at = to;
        return token;
    }

    private QueryToken string(char quote) {
        int from = at;
        int to = at + 1;
        while (to < text.length() && text.charAt(to) != quote) {
            to += text.charAt(to) == '\\' ? 2 : 1;
        }
        if (to >= text.length()) {
            throw QueryProblem.at(text, from, "the string has no end");
        }
        at = to + 1;
        return new QueryToken(Kind.STRING, storable(QuotedText.value(text.substring(from, at)), from), from);
    }

    private QueryToken quotedName() {
        int from = at;
        int close = text.indexOf("]]", at + 2);
        if (close <= from + 2) {
            throw QueryProblem.at(text, from, "a name stands between [[ and ]]");
        }
        at = close + 2;
        return new QueryToken(Kind.QUOTED_NAME, storable(text.substring(from + 2, close), from), from);
    }

    /** No twin holds what cannot be stored, so asking for it is a mistake. */
    private String storable(String value, int from) {
        if (value.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw QueryProblem.at(text, from, "no twin holds U+0000 or half of a surrogate pair");
        }
        return value;
    }

    private QueryToken number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt() || number.end() < text.length() && isNameStart(text.charAt(number.end()))) {
            throw QueryProblem.at(text, at, "this is neither a number nor a name");
        }
        return take(Kind.NUMBER, number.end());
    }

    private QueryToken symbol() {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                return take(Kind.SYMBOL, at + symbol.length());
            }
        }
        int to = text.offsetByCodePoints(at, 1);
        throw QueryProblem.at(text, at, "unexpected '" + text.substring(at, to) + "'");
    }

    private int endOfName(int from) {
        int to = from;
        while (to < text.length() && isNamePart(text.charAt(to))) {
            to++;
        }
        storable(text.substring(from, to), from);
        return to;
    }

    private static boolean isNamePart(char c) {
        return c == '-' || isDigit(c) || isNameStart(c);
    }

    private static boolean isNameStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' || c >= 128 && !isSpace(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    private void skip() {
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

    private int endOfComment() {
        int close = text.indexOf("*/", at + 2);
        if (close < 0) {
            throw QueryProblem.at(text, at, "the comment has no end");
        }
        return close + 2;
    }
}
