package io.nave.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The server programs that come in jars (PostgreSQL from zonky, Redis from embedded-redis), unpacked under the data directory.
 * Unpacking ends with a rename, so that an interrupted one leaves nothing that looks complete.
 */
final class Programs {

    private static final boolean ARM = System.getProperty("os.arch").matches("aarch64|arm64");
    private static final boolean MAC = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");

    private Programs() {
    }

    /** Where they are unpacked: with the data, unless tests share one place to be quick. */
    static Path directory(DataDirectory data) {
        String shared = System.getProperty("launcher.programs");
        return shared == null ? data.resolve("programs") : Path.of(shared);
    }

    /** The folder with {@code bin}, {@code lib} and {@code share} of PostgreSQL. */
    static Path postgres(Path programs) {
        String archive = "postgres-" + (MAC ? "darwin-" : "linux-") + (ARM ? "arm_64" : "x86_64") + ".txz";
        return unpack(programs, "PostgreSQL", archive, Programs::untar);
    }

    /** The Redis server's program file. */
    static Path redis(Path programs) {
        String program = MAC ? "redis-server-6.2.6-v5-darwin-" + (ARM ? "arm64" : "amd64")
                : ARM ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        return unpack(programs, "Redis", program, Programs::copy).resolve("redis-server");
    }

    private interface Unpacking {
        void unpack(InputStream source, Path target) throws IOException;
    }

    private static Path unpack(Path programs, String name, String resource, Unpacking unpacking) {
        URL url = Programs.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new LaunchFailure("There is no embedded " + name + " for this machine (" + System.getProperty("os.name")
                    + ", "
                    + System.getProperty("os.arch") + "). Install one and name it by NAVE_DATABASE_URL or NAVE_REDIS_URL.");
        }
        try (InputStream source = url.openStream()) {
            // the size tells one release of the archive from the next
            Path target = programs.resolve(resource.replace(".txz", "") + "-" + url.openConnection().getContentLengthLong());
            if (!Files.isDirectory(target)) {
                Files.createDirectories(programs);
                Path unfinished = Files.createTempDirectory(programs, "unfinished");
                Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
                unpacking.unpack(source, unfinished);
                finish(unfinished, target);
            }
            return target;
        } catch (IOException e) {
            throw new LaunchFailure(name + " cannot be unpacked to " + programs + " (" + DataDirectory.reason(e) + ").", e);
        }
    }

    /** Two may unpack at the same time: the first one wins. */
    private static void finish(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(unfinished);
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    private static void copy(InputStream source, Path target) throws IOException {
        Path program = target.resolve("redis-server");
        Files.copy(source, program);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void untar(InputStream source, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(source))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                place(tar, entry, target.resolve(entry.getName()).normalize());
            }
        }
    }

    private static void place(InputStream tar, TarArchiveEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        Files.setPosixFilePermissions(file,
                PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Deletes a directory with all that is in it, if there is one. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The words that put a command into a session of its own, where the system has them. */
    static List<String> ownSession() {
        Path setsid = find("setsid");
        return setsid == null ? List.of() : List.of(setsid.toString());
    }

    /** A program of the system, or null. */
    static @Nullable Path find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/bin:/usr/sbin:/sbin";
        for (String folder : path.split(":")) {
            Path program = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(program) && Files.isRegularFile(program)) {
                return program.toAbsolutePath();
            }
        }
        return null;
    }

    /** Runs a short command and answers its exit code and output. */
    static Result run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(130, "interrupted");
        }
    }

    /** How a short command ended. */
    record Result(int exitCode, String output) {
        boolean ok() {
            return exitCode == 0;
        }
    }
}
