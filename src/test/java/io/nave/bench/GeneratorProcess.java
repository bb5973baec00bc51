package io.nave.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The {@link LoadGenerator} as seen by the benchmark: it is started, and at the measured time's begin and end the clocks are
 * read.
 */
final class GeneratorProcess {

    static final String PART = "generator";

    private static final Duration BESIDES = Duration.ofSeconds(240); // to connect thousands of devices, and to drain

    private final Process process;
    private final List<String> wrongs = new ArrayList<>();

    private GeneratorProcess(Process process) {
        this.process = process;
    }

    /** What one run of the generator has brought. */
    record Run(LoadResult result, CpuClock cpu, Map<String, Long> residentBytes, List<String> wrongs) {
    }

    static Run run(Orders orders, Map<String, List<Long>> pidsByPart) {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xms256m", "-Xmx512m",
                "-XX:+UseParallelGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", Bench.class.getName(), LoadGenerator.COMMAND);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Duration atMost = orders.load().warmup().plus(orders.load().measured()).plus(BESIDES);
        try {
            Process process = builder.start();
            process.onExit().orTimeout(atMost.toSeconds(), TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
            return new GeneratorProcess(process).follow(orders, pidsByPart);
        } catch (IOException e) {
            throw new BenchFailure("The load generator cannot be run", e);
        }
    }

    private Run follow(Orders orders, Map<String, List<Long>> servers) throws IOException {
        Map<String, List<Long>> pids = new LinkedHashMap<>(servers);
        pids.put(PART, List.of(process.pid()));
        try (var input = process.getOutputStream(); BufferedReader output = reader()) {
            input.write(orders.lines().getBytes(StandardCharsets.UTF_8));
            input.flush();
            await(output, LoadGenerator.BEGIN);
            CpuClock before = CpuClock.read(pids);
            await(output, LoadGenerator.END);
            CpuClock cpu = CpuClock.read(pids).since(before);
            Map<String, Long> resident = new LinkedHashMap<>();
            servers.forEach((part, roots) -> resident.put(part, ProcessTimes.residentBytes(roots)));
            String result = await(output, LoadGenerator.RESULT);
            return new Run(LoadResult.parse(result.substring(LoadGenerator.RESULT.length())), cpu, resident,
                    List.copyOf(wrongs));
        }
    }

    private BufferedReader reader() {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private String await(BufferedReader output, String beginning) throws IOException {
        String last = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            if (line.startsWith(LoadGenerator.FAILED)) {
                throw new BenchFailure(line.substring(LoadGenerator.FAILED.length()));
            }
            if (line.startsWith(LoadGenerator.WRONG)) {
                wrongs.add(line.substring(LoadGenerator.WRONG.length()));
            }
            last = line;
        }
        throw new BenchFailure(
                "The load generator has ended instead of saying \"" + beginning.strip() + "\". Its last word was \""
                        + last + "\".");
    }
}
