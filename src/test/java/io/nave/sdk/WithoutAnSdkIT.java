package io.nave.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.faults.EventReader;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The page docs/without-an-sdk.md, its blocks pasted into a shell as they stand, but for the settings of the first one. */
@ExtendWith(SharedHub.class)
class WithoutAnSdkIT {

    private static final Path PAGE = Path.of("docs", "without-an-sdk.md");
    private static final Duration TO_RUN = Duration.ofSeconds(60);
    private static final String PLACEHOLDER = "…'";

    @Test
    void everyBlockOfThePageDoesWhatItSays(HubProcess hub) throws IOException {
        // given
        List.of("bash", "curl", "openssl").forEach(Requirement::onPath);
        Requirement.mosquittoClients();
        Path directory = Files.createDirectories(NodeSdk.packages().resolve("without-an-sdk"));
        Files.writeString(directory.resolve("device.mjs"), blocks("js"));
        Path script = Files.writeString(directory.resolve("page.sh"), "set -euo pipefail\n" + blocks("sh")
                + "echo; echo \"device $DEVICE\"\n");
        // when
        String output = new Program(List.of("bash", script.toString()), directory, environment(hub)).output(TO_RUN);
        // then
        String device = output.lines().filter(line -> line.startsWith("device plain-")).findFirst().orElseThrow()
                .substring("device ".length());
        assertThat(output).contains("\"deviceId\":\"" + device + "\"", "\nstored\n", "\ntold blink again\n",
                "blink slowly")
                .containsPattern("devices/" + device + "/messages/devicebound/\\S*color=red says blink\n");
        assertThat(telemetryOf(hub, device)).containsExactly("{\"temperature\":21.5}", "{\"temperature\":22}",
                "{\"temperature\":22.5}", "{\"temperature\":23}", "{\"temperature\":23.5}");
    }

    private static Map<String, String> environment(HubProcess hub) {
        return Map.of("HUB", hub.host(), "HTTPS_PORT", String.valueOf(hub.httpsPort()), "CA", hub.caCertificate().toString(),
                "OWNER_KEY", hub.ownerKey());
    }

    private static String blocks(String language) throws IOException {
        Pattern block = Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
        return block.matcher(Files.readString(PAGE)).results().map((MatchResult match) -> match.group(1))
                .filter(text -> !text.contains(PLACEHOLDER)).collect(Collectors.joining());
    }

    private static List<String> telemetryOf(HubProcess hub, String device) {
        try (EventReader reader = EventReader.connect(hub)) {
            return reader.readAll().stream().filter(event -> device.equals(event.deviceId()))
                    .map(event -> new String(event.body(), UTF_8)).toList();
        }
    }
}
