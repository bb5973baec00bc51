package io.nave.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Writes files that only their owner may read, and replaces a file as a whole, so that a crash never leaves half of one. */
final class PrivateFiles {

    private static final SecureRandom RANDOM = new SecureRandom();

    private PrivateFiles() {
    }

    static void write(Path file, String text) {
        replace(file, text, "rw-------");
    }

    static void writePublic(Path file, String text) {
        replace(file, text, "rw-r--r--");
    }

    private static void replace(Path file, String text, String mode) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(unfinished);
            // never readable by others, not even for a moment
            Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(unfinished, text);
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString(mode));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LaunchFailure(file + " cannot be written (" + DataDirectory.reason(e) + ").", e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LaunchFailure(file + " cannot be read (" + DataDirectory.reason(e) + ").", e);
        }
    }

    /** Makes a directory that only its owner may enter, if it is not there yet. */
    static void directory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new LaunchFailure(directory + " cannot be made (" + DataDirectory.reason(e) + ").", e);
        }
    }

    /** The secret in that file, made up on first use. */
    static String secret(Path file) {
        if (!Files.exists(file)) {
            directory(file.getParent());
            byte[] bytes = new byte[24];
            RANDOM.nextBytes(bytes);
            write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        return read(file).strip();
    }
}
