package io.nave.protocol.amqp;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.jspecify.annotations.Nullable;

import io.nave.hub.eventlog.StartPosition;

/**
 * The filter of a receiver: where it starts (service-protocols §7.6). The descriptor may be the code or the symbol of
 * {@code apache.org:selector-filter:string} or be missing; values may stand in quotes or not.
 */
final class SelectorFilter {

    private static final String NAME = "apache.org:selector-filter:string";
    private static final Symbol SYMBOL = Symbol.getSymbol(NAME);
    private static final UnsignedLong CODE = UnsignedLong.valueOf(0x0000_468C_0000_0004L);
    private static final Pattern EXPRESSION = Pattern.compile(
            "\\s*(?:amqp\\.annotation\\.)?x-opt-(offset|sequence-number|enqueued-time|enqueuedtimeutc)\\s*(>=?)\\s*"
                    + "(?:'([^']*)'|\"([^\"]*)\"|(\\S+))\\s*");

    private SelectorFilter() {
    }

    /** Where a receiver of this source starts; fails with IllegalArgumentException whose text is for the client. */
    static StartPosition startOf(org.apache.qpid.proton.amqp.transport.@Nullable Source terminus) {
        Map<?, ?> filters = terminus instanceof Source source ? source.getFilter() : null;
        if (filters == null || filters.isEmpty()) {
            return new StartPosition.Earliest();
        }
        if (filters.size() > 1) {
            throw new IllegalArgumentException("A receiver takes one filter, " + NAME);
        }
        Map.Entry<?, ?> filter = filters.entrySet().iterator().next();
        return parse(expressionOf(String.valueOf(filter.getKey()), filter.getValue()));
    }

    private static String expressionOf(String key, @Nullable Object filter) {
        if (filter instanceof DescribedType described && isSelector(described.getDescriptor())
                && described.getDescribed() instanceof String expression) {
            return expression;
        }
        if (filter instanceof String expression && key.equals(NAME)) {
            return expression;
        }
        throw new IllegalArgumentException("The filter '" + key + "' is not supported; use " + NAME);
    }

    private static boolean isSelector(Object descriptor) {
        return CODE.equals(descriptor) || SYMBOL.equals(descriptor) || NAME.equals(descriptor);
    }

    /** Reads an expression such as {@code amqp.annotation.x-opt-offset > '@latest'}. */
    static StartPosition parse(String expression) {
        Matcher matcher = EXPRESSION.matcher(expression);
        if (!matcher.matches()) {
            throw unknown(expression);
        }
        String value = firstOf(matcher.group(3), matcher.group(4), matcher.group(5));
        boolean inclusive = matcher.group(2).equals(">=");
        try {
            return switch (matcher.group(1)) {
                case "offset" -> offset(value, inclusive);
                case "sequence-number" -> new StartPosition.AtSequence(Long.parseLong(value), inclusive);
                default -> new StartPosition.AfterTime(Long.parseLong(value) - (inclusive ? 1 : 0));
            };
        } catch (NumberFormatException notANumber) {
            throw unknown(expression);
        }
    }

    private static StartPosition offset(String value, boolean inclusive) {
        return switch (value) {
            case "-1" -> new StartPosition.Earliest();
            case "@latest" -> new StartPosition.Latest();
            default -> new StartPosition.AtSequence(Long.parseLong(value), inclusive);
        };
    }

    private static String firstOf(@Nullable String quoted, @Nullable String doubleQuoted, String bare) {
        if (quoted != null) {
            return quoted;
        }
        return doubleQuoted != null ? doubleQuoted : bare;
    }

    private static IllegalArgumentException unknown(String expression) {
        return new IllegalArgumentException("The filter expression \"" + expression
                + "\" is not supported; use amqp.annotation.x-opt-offset, x-opt-sequence-number or x-opt-enqueued-time"
                + " with > or >= and a value");
    }
}
