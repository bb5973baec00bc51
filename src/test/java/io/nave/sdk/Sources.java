package io.nave.sdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A folder of {@code src/test/sdk}, copied to {@code target/sdk}, where its dependencies are fetched and it is built. */
record Sources(Path from, Path to) {

    static Sources of(String name) {
        return new Sources(Path.of("src", "test", "sdk", name).toAbsolutePath(),
                Path.of("target", "sdk", name).toAbsolutePath());
    }

    /** Copies everything, and builds if a file that matters to the build is not the one of the last build. */
    void prepare(String suffix, Runnable build) {
        try {
            copy();
            String now = digest(suffix);
            Path mark = to.resolve("built-from");
            if (!Files.exists(mark) || !Files.readString(mark).equals(now)) {
                build.run();
                Files.writeString(mark, now);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copy() throws IOException {
        for (Path file : files()) {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            return all.filter(Files::isRegularFile).filter(file -> !file.toString().contains("node_modules")).sorted().toList();
        }
    }

    private String digest(String suffix) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files()) {
                if (file.toString().endsWith(suffix)) {
                    digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
