package io.nave.storage.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/** Statements that are too long to stand in the code; they lie in the resource folder {@code postgres}. */
final class StatementText {

    private StatementText() {
    }

    static String load(String file) {
        try (InputStream in = requireNonNull(StatementText.class.getResourceAsStream("/postgres/" + file), file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
