package io.nave.sdk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.nave.hubprocess.HubProcess;

/** The scripts of {@code src/test/sdk/node} with the packages that their lock file names, against one hub. */
final class NodeSdk {

    private static final Duration TO_INSTALL = Duration.ofMinutes(5);
    private static final Duration TO_RUN = Duration.ofSeconds(120);

    private final HubProcess hub;
    private final Path trusted;
    private final Path directory;

    private NodeSdk(HubProcess hub, Path trusted, Path directory) {
        this.hub = hub;
        this.trusted = trusted;
        this.directory = directory;
    }

    /** Installs the packages if need be. */
    static NodeSdk prepare(HubProcess hub) {
        return prepare(hub, hub.caCertificate());
    }

    /** The same, with the authorities that the scripts trust, PEM. */
    static NodeSdk prepare(HubProcess hub, Path trusted) {
        Requirement.standardHttps(hub);
        return new NodeSdk(hub, trusted, packages());
    }

    /** The folder where the packages are, installed if need be. */
    static Path packages() {
        Requirement.onPath("node");
        Requirement.onPath("npm");
        Sources sources = Sources.of("node");
        sources.prepare("package-lock.json", () -> new Program(List.of("npm", "ci", "--no-audit", "--no-fund"), sources.to(),
                Map.of()).run(TO_INSTALL));
        return sources.to();
    }

    void run(String script) {
        run(script, Map.of());
    }

    void run(String script, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.putAll(environment());
        new Program(List.of("node", "--no-deprecation", script), directory, environment).run(TO_RUN);
    }

    /** Runs a program that never ends until it writes that. */
    void runUntil(Path script, Pattern pattern) {
        new Program(List.of("node", script.toString()), directory, environment()).runUntil(pattern, TO_RUN);
    }

    Path directory() {
        return directory;
    }

    private Map<String, String> environment() {
        return Map.of("NODE_EXTRA_CA_CERTS", trusted.toString(),
                "IOTHUB_CONNECTION_STRING", hub.ownerConnectionString(),
                "EVENTHUB_CONNECTION_STRING", hub.eventHubConnectionString(),
                "EMULATOR_CONNECTION_STRING", hub.emulatorConnectionString());
    }
}
