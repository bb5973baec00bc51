package io.nave.hub.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets are compared without telling by the time it takes how much of them was right. Time itself cannot be tested on a busy
 * machine, so this looks at the source: nothing in the packages that decide compares a key, signature or thumbprint by equals.
 */
class SecretsInConstantTimeTest {

    private static final Path HUB = Path.of("src", "main", "java", "io", "nave", "hub");
    private static final String SECRET = "\\w*([kK]ey|[sS]ignature|[pP]assword|[tT]humbprint|[fF]ingerprint|primary|secondary|own)(\\(\\))?";
    private static final Pattern BY_EQUALS = Pattern.compile(
            "\\b" + SECRET + "\\.(equals|equalsIgnoreCase|contentEquals|compareTo)\\("
                    + "|\\.(equals|equalsIgnoreCase)\\((\\w+\\.)?" + SECRET + "\\)"
                    + "|(Arrays|Objects)\\.equals\\([^)]*" + SECRET);

    @Test
    void nothingThatDecidesComparesASecretByEquals() throws IOException {
        try (Stream<Path> sources = Stream.concat(Files.walk(HUB.resolve("access")), Files.walk(HUB.resolve("identity")))) {
            List<String> found = sources.filter(path -> path.toString().endsWith(".java"))
                    .flatMap(SecretsInConstantTimeTest::offences).toList();
            assertThat(found).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "if (key.equals(other))", "stored.primaryKey().equals(given)", "other.equals(signature)",
            "t.equalsIgnoreCase(thumbprint)", "Arrays.equals(mac, signature)", "of(key).equals(fingerprint)" })
    void offenceIsFound(String line) {
        assertThat(BY_EQUALS.matcher(line).find()).isTrue();
    }

    @Test
    void comparisonItselfIsRight() {
        assertThat(ConstantTime.equal("secret", "secret")).isTrue();
        assertThat(ConstantTime.equal("secret", "secreT")).isFalse();
        assertThat(ConstantTime.equal("secret", "secret2")).isFalse();
        assertThat(ConstantTime.equal("", "")).isTrue();
    }

    private static Stream<String> offences(Path source) {
        try {
            return Files.readAllLines(source).stream().filter(line -> BY_EQUALS.matcher(line).find())
                    .map(line -> source.getFileName() + ": " + line.strip());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
