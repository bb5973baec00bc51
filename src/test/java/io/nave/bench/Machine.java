package io.nave.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** On what the figures were taken; without it they mean nothing. */
record Machine(LocalDate date, String processors, String system, String versions) {

    static Machine describe(Collection<Target> targets) {
        StringBuilder versions = new StringBuilder("Java " + System.getProperty("java.vm.version") + " ("
                + System.getProperty("java.vendor") + ")");
        for (Target target : targets) {
            versions.append(", ").append(
                    target instanceof HubTarget hub ? "Nave " + revision() + ", " + hub.engineVersions() : mosquittoVersion());
        }
        return new Machine(LocalDate.now(ZoneOffset.UTC), findProcessors(), "Linux " + System.getProperty("os.version"),
                versions.toString());
    }

    private static String findProcessors() {
        String model = field("/proc/cpuinfo", "model name").replaceFirst(".*: *", "");
        long kilobytes = Long.parseLong("0" + field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", ""));
        return Runtime.getRuntime().availableProcessors() + " × " + model + ", " + Math.round(kilobytes / 1048576.0) + " GiB";
    }

    private static String field(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream().filter(line -> line.startsWith(name)).findFirst().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static String revision() {
        return output(List.of("git", "-C", IngestOptions.home().toString(), "describe", "--always", "--dirty")).strip();
    }

    private static String mosquittoVersion() {
        return MosquittoTarget.program().map(program -> output(List.of(program.toString(), "-h"))).orElse("").lines()
                .findFirst()
                .map(line -> line.replace("mosquitto version", "Mosquitto")).orElse("Mosquitto");
    }

    private static String output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return output;
        } catch (IOException | InterruptedException e) {
            return "";
        }
    }
}
