package io.nave.hub.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Random conditions say of random messages what a plain reading of the rules says (semantics §1.10), and those that do not
 * compile by the rules do not. What differs is told with its seed.
 */
final class ConditionDifferenceTest {

    private static final long SEED = 20_261_128L;
    private static final int SOME = 20_000;
    private static final int MANY = 1_000_000;
    private static final String REFUSED = "refused";
    private static final int CONDITIONS_OF_A_MESSAGE = 5;

    @Test
    void someConditionsSayWhatTheRulesSay() {
        compare(SOME, SEED);
    }

    @Test
    @Tag("long")
    void aMillionConditionsSayWhatTheRulesSay() {
        compare(MANY, SEED + SOME);
    }

    private static void compare(int pairs, long seed) {
        // given
        Map<String, Integer> seen = new HashMap<>();

        // when
        for (int pair = 0; pair < pairs; pair += CONDITIONS_OF_A_MESSAGE) {
            compare(new Random(seed + pair), "seed " + (seed + pair), seen);
        }

        // then: all kinds of outcomes were compared
        assertThat(seen).containsOnlyKeys("TRUE", "FALSE", "UNDEFINED", "NULL", REFUSED);
        for (String outcome : List.of("TRUE", "FALSE", "UNDEFINED")) {
            assertThat(seen.get(outcome)).as("%s of %s", outcome, seen).isGreaterThan(pairs / 10);
        }
        assertThat(seen.get(REFUSED)).as("%s", seen).isBetween(pairs / 50, pairs / 4);
    }

    private static void compare(Random random, String name, Map<String, Integer> seen) {
        ModelMessage message = ModelMessage.random(random);
        Evaluation evaluation = message.evaluation();
        for (int i = 0; i < CONDITIONS_OF_A_MESSAGE; i++) {
            Tree tree = new TreeGenerator(random).condition();
            String text = new TreePrinter(random).print(tree);
            String expected = NaiveTypes.of(tree) == NaiveTypes.Type.FAULT ? REFUSED
                    : new NaiveInterpreter(message).says(tree).toString();
            String actual = said(RouteCondition.compile(text), evaluation);
            if (!actual.equals(expected)) {
                fail("%s: %s of %s is %s, not %s", name, text, message, actual, expected);
            }
            seen.merge(expected, 1, Integer::sum);
        }
    }

    private static String said(Compilation compilation, Evaluation evaluation) {
        return switch (compilation) {
            case Compilation.Valid(RouteCondition condition) -> guarded(condition, evaluation).toString();
            case Compilation.Invalid invalid -> REFUSED;
        };
    }

    /** What it says; if that is true its guard holds too. */
    private static Outcome guarded(RouteCondition condition, Evaluation evaluation) {
        Outcome outcome = condition.evaluate(evaluation);
        boolean admitted = condition.guard().map(guard -> guard.holds(evaluation)).orElse(true);
        return outcome == Outcome.TRUE && !admitted ? fail("true behind a guard that does not hold") : outcome;
    }
}
