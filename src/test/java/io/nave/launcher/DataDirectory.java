package io.nave.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The directory with everything a local hub keeps, locked while one launcher uses it.
 *
 * <pre>
 *   postgres/        the database cluster       redis/      the append-only file
 *   tls/             certificates and keys      programs/   the unpacked servers
 *   nave.lock, *.log
 * </pre>
 */
final class DataDirectory implements AutoCloseable {

    static final long SPACE_TO_START = 256L << 20;

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates the directory if need be, checks that it is usable, and locks it; fails with a sentence. */
    static DataDirectory open(Path directory) {
        return open(directory, SPACE_TO_START);
    }

    static DataDirectory open(Path directory, long spaceNeeded) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            Path real = path.toRealPath();
            checkSpace(real, spaceNeeded);
            return new DataDirectory(real, lock(real));
        } catch (FileAlreadyExistsException e) {
            throw new LaunchFailure("The data directory " + path + " is a file. Choose another one with --data.", e);
        } catch (IOException e) {
            throw new LaunchFailure("The data directory " + path + " cannot be written (" + reason(e)
                    + "). Give this user the right to write there, free some space, or choose another one with --data.", e);
        }
    }

    private static void checkSpace(Path path, long needed) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < needed) {
            throw new LaunchFailure(
                    "The disk that holds " + path + " is full: " + (free >> 20) + " MB are free and the hub needs "
                            + (needed >> 20) + " MB to start. Free some space or choose another directory with --data.");
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve("nave.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new LaunchFailure("Another nave already runs with the data directory " + path
                    + ". Stop it first, or choose another directory with --data.");
        }
        return channel;
    }

    /** A launcher that was just killed holds its lock until the system has taken all of it down, so this tries for a moment. */
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        try {
            FileLock lock = channel.tryLock();
            while (lock == null && System.nanoTime() < deadline) {
                Signals.pause();
                lock = channel.tryLock();
            }
            return lock;
        } catch (OverlappingFileLockException e) { // held by this very JVM
            return null;
        }
    }

    /** What went wrong with a file, without the path that IOException messages begin with. */
    static String reason(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied"
                : e instanceof java.nio.file.FileSystemException f && f.getReason() != null ? f.getReason()
                        : String.valueOf(e.getMessage());
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        try {
            channel.close(); // releases the lock
        } catch (IOException e) {
            throw new LaunchFailure("The lock on " + path + " cannot be released: " + e.getMessage(), e);
        }
    }
}
