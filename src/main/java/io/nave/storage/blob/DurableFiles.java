package io.nave.storage.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Steps on files that are on the disk when they return: directories are flushed too. For worker threads. */
final class DurableFiles {

    /** How often a directory may vanish under a file that goes into it, because another replica found it empty. */
    private static final int ATTEMPTS = 5;

    private DurableFiles() {
    }

    /** Puts a flushed file into its place, over what is there. */
    static void move(Path file, Path target, Path root) throws IOException {
        place(target, root, () -> Files.move(file, target, StandardCopyOption.ATOMIC_MOVE));
    }

    /** Puts a flushed file into its place; fails with a FileAlreadyExistsException when something is there. */
    static void moveIfAbsent(Path file, Path target, Path root) throws IOException {
        place(target, root, () -> link(file, target));
        Files.deleteIfExists(file);
    }

    /**
     * A link is the only way that fails when another process was faster. Where the file system has none, of two that are that
     * fast the later one stays.
     */
    private static void link(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** A step that puts something into a directory. */
    private interface Placing {

        void run() throws IOException;
    }

    private static void place(Path target, Path root, Placing placing) throws IOException {
        Path folder = parent(target);
        for (int attempt = 1;; attempt++) {
            makeFolders(folder, root);
            try {
                placing.run();
                flush(folder);
                return;
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void makeFolders(Path folder, Path root) throws IOException {
        if (!folder.equals(root) && !Files.isDirectory(folder)) {
            makeFolders(parent(folder), root);
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                requireFolder(folder, e);
            }
            flush(parent(folder));
        }
    }

    private static void requireFolder(Path folder, FileAlreadyExistsException cause) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw cause;
        }
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is in no directory");
        }
        return parent;
    }

    /** Writes the names in a directory to the disk. */
    static void flush(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes a file and the directories up to the root that are empty then. */
    static boolean delete(Path file, Path root) throws IOException {
        boolean deleted = Files.deleteIfExists(file);
        Path folder = parent(file);
        if (deleted) {
            flush(folder);
            prune(folder, root);
        }
        return deleted;
    }

    private static void prune(Path folder, Path root) throws IOException {
        Path empty = folder;
        try {
            while (!empty.equals(root)) {
                Files.deleteIfExists(empty);
                empty = parent(empty);
            }
        } catch (DirectoryNotEmptyException e) {
            flush(empty);
        }
    }

    /** What is in a directory; nothing when there is none. */
    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Deletes the files in a directory and the directory, as far as nobody puts any into it meanwhile. */
    static void clear(Path folder) throws IOException {
        for (Path file : list(folder)) {
            Files.deleteIfExists(file);
        }
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // somebody began anew: the next upkeep or list takes it
        }
    }
}
