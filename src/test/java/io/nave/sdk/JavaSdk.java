package io.nave.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.TrustedAuthority;

/** The programs of {@code src/test/sdk/java}, a Maven project of its own, against one hub. */
final class JavaSdk {

    private static final Duration TO_BUILD = Duration.ofMinutes(5);
    private static final Duration TO_RUN = Duration.ofSeconds(120);
    private static final String CLASS_PATH_FILE = "classpath";

    private final HubProcess hub;
    private final Path directory;
    private final Path trustStore;

    private JavaSdk(HubProcess hub, Path directory) {
        this.hub = hub;
        this.directory = directory;
        this.trustStore = directory.resolve("trust.p12");
    }

    /** Builds the programs if need be. */
    static JavaSdk prepare(HubProcess hub) {
        return prepare(hub, hub.caCertificate());
    }

    /** The same, with the authorities that the programs trust, PEM. */
    static JavaSdk prepare(HubProcess hub, Path trusted) {
        Requirement.standardHttps(hub);
        Sources sources = Sources.of("java");
        sources.prepare("", () -> build(sources.to()));
        JavaSdk sdk = new JavaSdk(hub, sources.to());
        TrustedAuthority.of(trusted).writeTrustStore(sdk.trustStore);
        return sdk;
    }

    private static void build(Path directory) {
        Path wrapper = Path.of("mvnw").toAbsolutePath();
        new Program(List.of(wrapper.toString(), "-q", "-B", "-ntp", "-f", directory.resolve("pom.xml").toString(), "compile",
                "dependency:build-classpath", "-Dmdep.outputFile=" + directory.resolve(CLASS_PATH_FILE)),
                wrapper.getParent(), Map.of("JAVA_HOME", System.getProperty("java.home"))).run(TO_BUILD);
    }

    void run(String mainClass) {
        run(mainClass, Map.of());
    }

    void run(String mainClass, Map<String, String> more) {
        program(List.of(mainClass), more).run(TO_RUN);
    }

    /** Runs one source file as it is, a program that never ends, until it writes that. */
    void runUntil(Path source, Pattern pattern) {
        program(List.of(source.toString()), Map.of()).runUntil(pattern, TO_RUN);
    }

    Path directory() {
        return directory;
    }

    private Program program(List<String> what, Map<String, String> more) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-Djavax.net.ssl.trustStore=" + trustStore,
                "-Djavax.net.ssl.trustStorePassword=" + TrustedAuthority.PASSWORD,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", classPath()));
        command.addAll(what);
        Map<String, String> environment = new HashMap<>(more);
        environment.put("IOTHUB_CONNECTION_STRING", hub.ownerConnectionString());
        environment.put("EVENTHUB_CONNECTION_STRING", hub.eventHubConnectionString());
        return new Program(command, directory, environment);
    }

    private String classPath() {
        try {
            return directory.resolve("target/classes") + java.io.File.pathSeparator
                    + Files.readString(directory.resolve(CLASS_PATH_FILE)).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
