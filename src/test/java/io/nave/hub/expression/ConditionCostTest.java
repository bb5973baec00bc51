package io.nave.hub.expression;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.management.ThreadMXBean;

import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** What a condition costs per message: no garbage for comparing what is there, and little stack however large it is. */
final class ConditionCostTest {

    private static final int TIMES = 20_000;
    private static final int STACK = 512 * 1024;

    @ParameterizedTest
    @ValueSource(strings = { "key1 = 'value1'", "KEY1 = 'value1' OR none = 'x'", "key1 != 'other' AND key1 < 'x'",
            "as_number(key2) * 3 + 1 < 10",
            "$connectionDeviceId = 'd1' OR $messageId = 'm'", "starts_with(key1, 'val') AND length(key1) = 6",
            "(key1 ?? 'none') = 'value1'", "$body.a.b = 5 AND $body.s = 'text' AND NOT $body.t",
            "$twin.tags.floor >= 3 AND is_defined($twin.tags.floor)", "$contentType = 'application/json'" })
    void comparingWhatIsThereLeavesNoGarbage(String condition) {
        // given
        RouteCondition compiled = Messages.compiled(condition);
        Evaluation evaluation = Messages.ofJson("{\"a\": {\"b\": 5}, \"s\": \"text\", \"t\": false}")
                .twin("{\"tags\": {\"floor\": 3}}").system(SystemProperty.MESSAGE_ID, "m").property("key1", "value1")
                .property("key2", "-3.5").evaluation();
        evaluate(compiled, evaluation); // reads the body

        // when
        long before = allocated();
        evaluate(compiled, evaluation);

        // then: nothing each time; the allowance is for what measures
        assertThat(allocated() - before).isLessThan(TIMES);
    }

    private static void evaluate(RouteCondition condition, Evaluation evaluation) {
        for (int i = 0; i < TIMES; i++) {
            condition.matches(evaluation);
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void largestConditionsNeedLittleStack() throws InterruptedException {
        // given
        String chain = "a = 'x'" + " AND a = 'x'".repeat(249);
        String deep = "(".repeat(99) + "a = 'x'" + ")".repeat(99);
        String calls = "lower(".repeat(99) + "a" + ")".repeat(99) + " = 'x'";
        AtomicReference<String> said = new AtomicReference<>();

        // when
        Thread thread = new Thread(null, () -> said.set(says(chain) + says(deep) + says(calls)), "small", STACK);
        thread.start();
        thread.join();

        // then
        assertThat(said).hasValue("TRUETRUETRUE");
    }

    private static String says(String condition) {
        return Messages.empty().property("a", "x").says(condition).toString();
    }
}
