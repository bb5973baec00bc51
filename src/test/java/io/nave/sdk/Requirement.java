package io.nave.sdk;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Assumptions;

import io.nave.hubprocess.HubProcess;

/** What the SDK tests need from the machine. Without it they are skipped, loudly; where CI is set they fail instead. */
final class Requirement {

    private Requirement() {
    }

    /** Node's and Java's service SDKs know no other port than 443 (service-protocols §9). */
    static void standardHttps(HubProcess hub) {
        require(hub.hasStandardHttps(), "port 443, which the service SDKs have built in, may be opened only by root here "
                + "or with CAP_NET_BIND_SERVICE");
    }

    static void onPath(String program) {
        String advice = program.startsWith("n") ? "install Node.js 20 or newer with npm" : "install it";
        require(isOnPath(program), program + " is not on the PATH: " + advice);
    }

    static void mosquittoClients() {
        require(isOnPath("mosquitto_pub") && isOnPath("mosquitto_sub"),
                "mosquitto_pub and mosquitto_sub are not on the PATH: install the package mosquitto-clients");
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void require(boolean met, String reason) {
        if (!met) {
            System.err.println("\n*** NOT TESTED with unmodified SDKs and plain clients: " + reason + " ***\n");
            if (System.getenv("CI") != null) {
                throw new AssertionError(reason);
            }
        }
        Assumptions.assumeTrue(met, reason);
    }
}
