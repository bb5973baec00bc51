package io.nave.launcher;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A JVM of its own that starts the embedded engines and then waits: something that a test can kill. */
record EnginesOfAnotherJvm(long launcher, long watchdog, List<Long> pids) {

    static final String REMEMBERED = "by the other JVM";

    /** Starts the JVM and returns when its engines are up. */
    static EnginesOfAnotherJvm start(Path data) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx192m", "-cp",
                System.getProperty("java.class.path"), EnginesOfAnotherJvm.class.getName(), data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        List<Long> pids = Arrays.stream(String.valueOf(line).split(" ")).map(Long::valueOf).toList();
        return new EnginesOfAnotherJvm(process.pid(), pids.getFirst(), pids.subList(1, pids.size()));
    }

    public static void main(String[] arguments) throws Exception {
        LocalEngines engines = LocalEngines.start(Path.of(arguments[0]));
        LocalEnginesIT.remember(engines, REMEMBERED);
        String pids = engines.postgresPids().stream().map(String::valueOf).collect(Collectors.joining(" "));
        System.out.println(engines.watchdog().pid() + " " + engines.redisPid() + " " + pids);
        Thread.currentThread().join();
    }
}
