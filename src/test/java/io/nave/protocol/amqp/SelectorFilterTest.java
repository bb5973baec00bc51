package io.nave.protocol.amqp;

import java.util.Map;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnknownDescribedType;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.eventlog.StartPosition;
import io.nave.hub.eventlog.StartPosition.AfterTime;
import io.nave.hub.eventlog.StartPosition.AtSequence;
import io.nave.hub.eventlog.StartPosition.Earliest;
import io.nave.hub.eventlog.StartPosition.Latest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Every form of a filter that clients send (service-protocols §7.6). */
final class SelectorFilterTest {

    private static final String NAME = "apache.org:selector-filter:string";
    private static final String LATEST = "amqp.annotation.x-opt-offset > '@latest'";

    @ParameterizedTest
    @ValueSource(strings = { "amqp.annotation.x-opt-offset > '-1'", "amqp.annotation.x-opt-offset >= '-1'",
            "x-opt-offset >= '-1'", "amqp.annotation.x-opt-offset>-1" })
    void offsetMinusOneIsTheStart(String expression) {
        assertThat(SelectorFilter.parse(expression)).isEqualTo(new Earliest());
    }

    @Test
    void latestIsTheTail() {
        assertThat(SelectorFilter.parse(LATEST)).isEqualTo(new Latest());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "amqp.annotation.x-opt-offset > '1234'            | 1234 | false",
            "amqp.annotation.x-opt-offset >= '1234'           | 1234 | true",
            "amqp.annotation.x-opt-sequence-number > '7'      | 7    | false",
            "amqp.annotation.x-opt-sequence-number >= '7'     | 7    | true",
            "amqp.annotation.x-opt-sequence-number > 2995     | 2995 | false",
            "amqp.annotation.x-opt-sequence-number >= \"8\"   | 8    | true" })
    void sequenceNumberIsExclusiveOrInclusive(String expression, long number, boolean inclusive) {
        assertThat(SelectorFilter.parse(expression)).isEqualTo(new AtSequence(number, inclusive));
    }

    @ParameterizedTest
    @ValueSource(strings = { "amqp.annotation.x-opt-enqueued-time > '1552556128291'",
            "amqp.annotation.x-opt-enqueuedtimeutc > 1552556128291" })
    void timeIsExclusive(String expression) {
        assertThat(SelectorFilter.parse(expression)).isEqualTo(new AfterTime(1552556128291L));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "amqp.annotation.x-opt-offset < '5'", "amqp.annotation.x-opt-offset > 'five'", "color = 'red'",
            "amqp.annotation.x-opt-sequence-number > '@latest'", "amqp.annotation.x-opt-offset > '1' OR TRUE",
            "amqp.annotation.X-OPT-OFFSET > '1'" })
    void anythingElseIsRefused(String expression) {
        assertThatIllegalArgumentException().isThrownBy(() -> SelectorFilter.parse(expression))
                .withMessageContaining("x-opt-sequence-number");
    }

    @Test
    void noFilterIsTheStart() {
        assertThat(SelectorFilter.startOf(new Source())).isEqualTo(new Earliest());
        assertThat(SelectorFilter.startOf(null)).isEqualTo(new Earliest());
    }

    @Test
    void descriptorMayBeCodeOrSymbolOrMissing() {
        assertThat(start(NAME, new UnknownDescribedType(UnsignedLong.valueOf(0x468C00000004L), LATEST)))
                .isEqualTo(new Latest());
        assertThat(start(NAME, new UnknownDescribedType(Symbol.getSymbol(NAME), LATEST))).isEqualTo(new Latest());
        assertThat(start("jms-selector", new UnknownDescribedType(Symbol.getSymbol(NAME), LATEST))).isEqualTo(new Latest());
        assertThat(start(NAME, LATEST)).isEqualTo(new Latest());
    }

    @Test
    void filterOfAnotherKindIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> start("apache.org:no-local-filter:list", new UnknownDescribedType(UnsignedLong.valueOf(1), "x")))
                .withMessageContaining("no-local");
    }

    private static StartPosition start(String key, Object filter) {
        Source source = new Source();
        source.setFilter(Map.of(Symbol.getSymbol(key), filter));
        return SelectorFilter.startOf(source);
    }
}
