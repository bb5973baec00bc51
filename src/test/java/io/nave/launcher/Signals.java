package io.nave.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/** Asks processes to stop by POSIX signal, and asks the system whether they have. */
final class Signals {

    private Signals() {
    }

    /** Sends the signal (such as {@code INT}) and does not mind a process that is already gone. */
    static void send(long pid, String signal) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            throw new LaunchFailure("Process " + pid + " cannot be stopped: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the process still runs; one that has ended but was not reaped by its parent does not. */
    static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !zombie(pid);
    }

    private static boolean zombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) { // gone, or a system without /proc
            return false;
        }
    }

    /** Waits until the process has ended, at most that long; answers whether it has. */
    static boolean awaitEnd(long pid, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (alive(pid) && System.nanoTime() < deadline) {
            pause();
        }
        return !alive(pid);
    }

    /** Stops a process in the given way, and by force when it does not heed that in time. */
    static void stop(long pid, String signal, Duration patience) {
        if (!alive(pid)) {
            return;
        }
        send(pid, signal);
        if (!awaitEnd(pid, patience)) {
            send(pid, "KILL");
            awaitEnd(pid, Duration.ofSeconds(10));
        }
    }

    /**
     * Stops the process that a pid file names, if that process really is the one meant: after a crash or a reboot the number
     * may belong
     * to anybody. Answers whether something was stopped.
     */
    static boolean stopLeftover(Path pidFile, Predicate<ProcessHandle> meant, String signal, Duration patience) {
        long pid = read(pidFile);
        if (pid <= 0 || !alive(pid) || !ProcessHandle.of(pid).filter(meant).isPresent()) {
            return false;
        }
        stop(pid, signal, patience);
        return true;
    }

    /** The number in the first line of a pid file, or 0. */
    static long read(Path pidFile) {
        try (var lines = Files.lines(pidFile)) {
            return lines.findFirst().map(String::strip).filter(line -> line.matches("[0-9]{1,18}")).map(Long::parseLong)
                    .orElse(0L);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    /**
     * Whether the process is that program at work in that directory; both PostgreSQL and Redis move to where their data is. The
     * program
     * may lie elsewhere by now, after an update.
     */
    static boolean runs(ProcessHandle process, Path program, Path directory) {
        Path link = Path.of("/proc/" + process.pid() + "/cwd");
        String command = process.info().command().orElse("").replaceFirst(" \\(deleted\\)$", "");
        try {
            return Files.exists(Path.of("/proc/self"))
                    ? command.endsWith("/" + program.getFileName()) && Files.isSameFile(link, directory)
                    : command.equals(program.toString()); // a system without /proc does not tell the directory
        } catch (IOException e) {
            return false;
        }
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchFailure("Interrupted.", e);
        }
    }
}
