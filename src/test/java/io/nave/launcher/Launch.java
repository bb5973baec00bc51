package io.nave.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One run of the launcher: what it has started, to be stopped in reverse order however the run ends, and how it speaks to the
 * person at
 * the terminal.
 */
final class Launch {

    private final Deque<Runnable> started = new ArrayDeque<>();
    private final Path home;
    private boolean stopping;

    private Launch(Path home) {
        this.home = home;
    }

    /** What a command of the launcher does; the result is the exit code. */
    interface Command {
        int run(Launch launch) throws InterruptedException;
    }

    /** Runs the command and ends the JVM; on the way out, also by Ctrl-C or SIGTERM, stops what it has started. */
    static void run(Command command) {
        Launch launch = new Launch(Path.of(System.getProperty("launcher.home", ".")).toAbsolutePath().normalize());
        Runtime.getRuntime().addShutdownHook(new Thread(launch::stopAll, "stop"));
        System.exit(launch.exitCode(command));
    }

    private int exitCode(Command command) {
        try {
            return command.run(this);
        } catch (LaunchFailure e) {
            return complain(e.getMessage());
        } catch (InterruptedException e) {
            return complain("Interrupted.");
        } catch (RuntimeException e) {
            return complain(
                    noSpace(e) ? "The disk is full. Free some space and start again; nothing that was acknowledged is lost."
                            : "Something unexpected happened: " + frames(e));
        }
    }

    private synchronized int complain(@Nullable String sentence) {
        if (!stopping) { // a run that is being stopped fails for that reason
            System.err.println("nave: " + sentence);
        }
        return 1;
    }

    private static boolean noSpace(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && String.valueOf(cause.getMessage()).contains("No space left")) {
                return true;
            }
        }
        return false;
    }

    private static String frames(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** The folder of the script. */
    Path home() {
        return home;
    }

    /** Remembers how to stop something that was just started; does so at once if the run is ending already. */
    void started(Runnable stop) {
        synchronized (this) {
            if (!stopping) {
                started.push(stop);
                return;
            }
        }
        stop.run();
    }

    void say(String text) {
        System.out.println(text);
        System.out.flush();
    }

    private void stopAll() {
        synchronized (this) {
            stopping = true;
        }
        boolean any = !started.isEmpty();
        if (any) {
            say("\nStopping …");
        }
        while (!started.isEmpty()) {
            stop(started.pop());
        }
        if (any) {
            say("Stopped.");
        }
    }

    /** The next one is stopped whatever happens to this one. */
    private static void stop(Runnable stop) {
        try {
            stop.run();
        } catch (RuntimeException e) {
            System.err.println("nave: " + e.getMessage());
        }
    }

    /** Waits for the first process that ends by itself, and says so; answers the exit code. */
    int await(java.util.concurrent.CompletableFuture<?>... ends) {
        Object first = java.util.concurrent.CompletableFuture.anyOf(ends).join();
        if (first instanceof ChildProcess process) {
            return complain(process.name() + " has ended unexpectedly, so everything stops. Its last words (all of them are in "
                    + process.log() + "):\n" + process.lastWords(5) + "\nThe next ./nave up starts with all data.");
        }
        return 0;
    }

    /** Merges the settings for the hub: later ones win. */
    @SafeVarargs
    static Map<String, String> merged(Map<String, String>... maps) {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        for (Map<String, String> map : maps) {
            all.putAll(map);
        }
        return all;
    }
}
