package io.nave.hub.expression;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever text it is given, the compiler answers soon, with a condition or with errors that lie in the text. */
final class ConditionGarbageTest {

    private static final long SEED = 20_261_129L;
    private static final int SOME = 20_000;
    private static final int MANY = 1_000_000;
    private static final long SLOW_MILLIS = 2_000;
    private static final List<String> WORDS = List.of("(", ")", "{", "}", ",", "=", "!=", "<", "<=", "??", "?", "||", "+", "-",
            "*",
            "/", "%", "AND", "or", "Not", "true", "null", "undefined", "key1", "'a'", "\"b\"", "'", "\"", "\\", "$body.a",
            "$body",
            "$twin.tags.a[0]", "$", "$messageId", "12", "-1", "0x1f", "0x", "1e", ".5", "length(", "foo(", "concat(", "/*",
            "*/",
            "/", "@", "[", "]", "\u0000", "\n", "\uD83D\uDE00", "\uD83D", "é", "twin_change_includes(tags.a)");

    @Test
    void someGarbageIsAnswered() {
        compile(SOME, SEED);
    }

    @Test
    @Tag("long")
    void aMillionTimesGarbageIsAnswered() {
        compile(MANY, SEED + SOME);
    }

    private static void compile(int texts, long seed) {
        for (int i = 0; i < texts; i++) {
            Random random = new Random(seed + i);
            String text = switch (random.nextInt(3)) {
                case 0 -> words(random);
                case 1 -> characters(random);
                default -> damaged(random);
            };
            answers(text, "seed " + (seed + i));
        }
    }

    private static void answers(String text, String name) {
        long start = System.nanoTime();
        Compilation compilation = RouteCondition.compileForTwinChanges(text);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(millis).as("%s: %s", name, text).isLessThan(SLOW_MILLIS);
        switch (compilation) {
            case Compilation.Valid(RouteCondition condition) ->
                assertThat(condition.evaluate(Messages.ofJson("{\"a\": 1}").evaluation())).as("%s: %s", name, text).isNotNull();
            case Compilation.Invalid(List<ConditionError> errors) -> {
                assertThat(errors).as("%s: %s", name, text).isNotEmpty();
                errors.forEach(error -> assertThat(isIn(text, error.location())).as("%s: %s %s", name, text, error).isTrue());
            }
        }
    }

    private static boolean isIn(String text, ConditionError.Range range) {
        return offset(text, range.start()) < offset(text, range.end()) && offset(text, range.start()) >= 0
                && offset(text, range.end()) <= text.length() + 1;
    }

    private static int offset(String text, ConditionError.Position position) {
        int start = 0;
        for (int line = 1; line < position.line(); line++) {
            start = text.indexOf('\n', start) + 1;
        }
        return start + position.column() - 1;
    }

    private static String words(Random random) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(100) == 0 ? 2_000 : random.nextInt(20);
        for (int i = 0; i < count; i++) {
            text.append(ModelMessage.pick(random, WORDS)).append(random.nextInt(3) == 0 ? "" : " ");
        }
        return text.toString();
    }

    private static String characters(Random random) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            text.append((char) (random.nextInt(10) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
        }
        return text.toString();
    }

    /** A condition with a part of another in its midst. */
    private static String damaged(Random random) {
        String one = new TreePrinter(random).print(new TreeGenerator(random).condition());
        String other = new TreePrinter(random).print(new TreeGenerator(random).condition());
        return one.substring(0, random.nextInt(one.length() + 1)) + other.substring(random.nextInt(other.length() + 1));
    }
}
