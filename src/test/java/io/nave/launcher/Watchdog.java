package io.nave.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A small shell that stops what the launcher started when the launcher is gone without having done so itself, as after
 * {@code kill -9}.
 * It reads a pipe whose other end only the launcher holds; when that end closes it stops the hub, then Redis, then PostgreSQL.
 * A number is safe to signal: as long as the launcher lives it reports each end of a process, and no number is given to another
 * process
 * before the launcher has noticed.
 */
final class Watchdog implements AutoCloseable {

    static final String HUB = "hub";
    static final String REDIS = "redis";
    static final String POSTGRES = "postgres";

    private static final String SCRIPT = """
            trap '' INT TERM HUP PIPE
            hub='' redis='' postgres=''
            while read -r what pid; do
              case $what in
                hub) hub=$pid ;;
                redis) redis=$pid ;;
                postgres) postgres=$pid ;;
                gone)
                  [ "$hub" = "$pid" ] && hub=''
                  [ "$redis" = "$pid" ] && redis=''
                  [ "$postgres" = "$pid" ] && postgres='' ;;
                done) exit 0 ;;
              esac
            done
            alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
            stop() { # pid, signal, tenths of a second to wait
              [ -n "$1" ] && alive "$1" || return 0
              kill -"$2" "$1" 2>/dev/null
              waited=0
              while alive "$1" && [ "$waited" -lt "$3" ]; do sleep 0.1; waited=$((waited + 1)); done
              kill -KILL "$1" 2>/dev/null
            }
            stop "$hub" TERM 150
            stop "$redis" TERM 100
            stop "$postgres" INT 300
            """;

    private final Process shell;
    private final OutputStream pipe;

    private Watchdog(Process shell) {
        this.shell = shell;
        this.pipe = shell.getOutputStream();
    }

    static Watchdog start() {
        List<String> command = new ArrayList<>(Programs.ownSession());
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, "nave-watchdog"));
        try {
            return new Watchdog(new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start());
        } catch (IOException e) {
            throw new LaunchFailure("/bin/sh cannot be started: " + e.getMessage(), e);
        }
    }

    /** Watches this process from now on, until it ends. */
    void watch(String what, ChildProcess child) {
        say(what + " " + child.pid());
        child.end().thenRun(() -> say("gone " + child.pid()));
    }

    /** Lets everything run on and ends: the launcher has stopped what it started. */
    @Override
    public void close() {
        say("done");
    }

    long pid() {
        return shell.pid();
    }

    private synchronized void say(String line) {
        try {
            pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            // the shell is gone, by force or because it is done: then the pid files of the next start do its work
        }
    }
}
