package io.nave.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./nave dev} and {@code ./mvnw quarkus:dev}: Quarkus' dev mode in the terminal, with the same engines and certificates.
 */
public final class NaveDev {

    private NaveDev() {
    }

    public static void main(String[] words) {
        Launch.run(launch -> run(launch, UpOptions.parseSome(List.of(words))));
    }

    private static int run(Launch launch, UpOptions options) throws InterruptedException {
        LocalHub local = LocalHub.prepare(launch, options);
        launch.say("HTTPS will be on " + local.listeners().httpsUrl("/q/swagger-ui/") + ", its authority is in "
                + local.caCertificate());
        List<String> command = new ArrayList<>(List.of(launch.home().resolve("mvnw").toString()));
        command.addAll(List.of("-Dspotless.check.skip", "-Dcheckstyle.skip")); // checks are for ./nave test
        command.addAll(options.rest());
        if (!options.rest().contains("quarkus:dev")) {
            command.add("quarkus:dev");
        }
        try {
            ProcessBuilder maven = new ProcessBuilder(command).directory(launch.home().toFile()).inheritIO();
            maven.environment().putAll(local.environment());
            maven.environment().put("LAUNCHED_BY_NAVE", "dev"); // so that mvnw does not hand over to us again
            Process process = maven.start();
            launch.started(() -> Signals.stop(process.pid(), "TERM", java.time.Duration.ofSeconds(20)));
            return process.waitFor();
        } catch (IOException e) {
            throw new LaunchFailure("Maven cannot be started: " + e.getMessage(), e);
        }
    }
}
