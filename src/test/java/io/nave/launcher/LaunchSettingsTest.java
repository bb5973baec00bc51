package io.nave.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where the launcher takes its settings from, and what it makes of the ports. */
class LaunchSettingsTest {

    @TempDir
    Path home;

    @Test
    void withoutAnythingTheHubIsForThisMachine() {
        // when
        LaunchSettings settings = settings(Map.of());
        // then
        assertThat(settings.hostName()).isEqualTo("127.0.0.1");
        assertThat(settings.bindAddress()).isEqualTo("127.0.0.1");
        assertThat(List.of(settings.httpsPort(), settings.mqttPort(), settings.amqpPort(), settings.plainAmqpPort()))
                .containsExactly(443, 8883, 5671, 0);
        assertThat(settings.engines(home).database()).isEmpty();
        assertThat(settings.engines(home).redisUrl()).isEmpty();
        assertThat(settings.engines(home).passwords()).isTrue();
    }

    @Test
    void commandLineBeatsEnvironmentBeatsFile() throws Exception {
        // given
        file("nave.mqtt.port=1001\nnave.amqp.port=1001\nquarkus.http.ssl-port=1001\n");
        // when
        LaunchSettings settings = settings(Map.of("NAVE_MQTT_PORT", "1002", "NAVE_AMQP_PORT", "1002"), "--mqtt-port", "1003");
        // then
        assertThat(settings.mqttPort()).isEqualTo(1003);
        assertThat(settings.amqpPort()).isEqualTo(1002);
        assertThat(settings.httpsPort()).isEqualTo(1001);
    }

    @Test
    void enginesElsewhereComeFromEnvironmentOrFile() throws Exception {
        // given
        file("nave.redis.url=redis://cache:6379\nnave.database.user=hub\n");
        // when
        LocalEngines.Settings engines = settings(
                Map.of("NAVE_DATABASE_URL", "postgresql://db:5432/hub", "NAVE_DATABASE_PASSWORD", "secret")).engines(home);
        // then
        assertThat(engines.database()).contains(new LocalEngines.Database("postgresql://db:5432/hub", "hub", "secret"));
        assertThat(engines.redisUrl()).contains("redis://cache:6379");
    }

    @Test
    void hostNameOfANetworkListensOnAllAddressesUnlessBindSaysOtherwise() {
        assertThat(settings(Map.of(), "--host", "hub.example.org").bindAddress()).isEqualTo("0.0.0.0");
        assertThat(settings(Map.of(), "--host", "127.0.5.1").bindAddress()).isEqualTo("127.0.5.1");
        assertThat(settings(Map.of(), "--host=hub.example.org", "--bind=10.0.0.7").bindAddress()).isEqualTo("10.0.0.7");
    }

    @Test
    void keyGivenFromOutsideIsFound() throws Exception {
        // given
        file("nave.access.policies.\"iothubowner\".primary-key=b3duZXI=\n");
        // then
        assertThat(settings(Map.of()).policyKey("iothubowner")).contains("b3duZXI=");
        assertThat(settings(Map.of("NAVE_ACCESS_POLICIES__SERVICE__PRIMARY_KEY", "c2VydmljZQ==")).policyKey("service"))
                .contains("c2VydmljZQ==");
        assertThat(settings(Map.of()).policyKey("service")).isEqualTo(Optional.empty());
    }

    @Test
    void emulatorOpensThePortThatItsClientsExpect() {
        assertThat(settings(Map.of(), "--emulator").plainAmqpPort()).isEqualTo(5672);
    }

    @Test
    void wrongWordsAreNamed() {
        assertThatThrownBy(() -> settings(Map.of(), "--prot", "1")).isInstanceOf(LaunchFailure.class)
                .hasMessage("I do not know \"--prot\". ./nave up --help lists the options.");
        assertThatThrownBy(() -> settings(Map.of(), "--mqtt-port")).hasMessageStartingWith("--mqtt-port needs a value");
        assertThatThrownBy(() -> settings(Map.of(), "--mqtt-port", "70000").mqttPort())
                .hasMessageStartingWith("--mqtt-port must be a port");
        assertThatThrownBy(() -> settings(Map.of("NAVE_AMQP_PORT", "x")).amqpPort())
                .hasMessageStartingWith("nave.amqp.port must be a port");
        assertThatThrownBy(() -> settings(Map.of(), "--host", "hub:443").hostName())
                .hasMessageStartingWith("\"hub:443\" is no host name");
    }

    @Test
    void optionsOfMavenAreLeftInOrder() {
        // when
        UpOptions options = UpOptions.parseSome(List.of("-o", "--host", "hub.example.org", "quarkus:dev", "-Dx=y"));
        // then
        assertThat(options.rest()).containsExactly("-o", "quarkus:dev", "-Dx=y");
        assertThat(options.value(UpOptions.HOST)).contains("hub.example.org");
    }

    @Test
    void withoutPermissionFor443ItIs8443AndSaysWhatThatMeans() {
        // when
        Listeners listeners = Listeners.choose(settings(Map.of()),
                (address, port) -> port == 443 ? Ports.State.FORBIDDEN : Ports.State.FREE);
        // then
        assertThat(listeners.httpsPort()).isEqualTo(8443);
        assertThat(listeners.notes()).singleElement().asString().contains("may not listen on port 443")
                .contains("--to-ports 8443");
        assertThat(listeners.environment()).containsEntry("QUARKUS_HTTP_SSL_PORT", "8443");
        assertThat(listeners.httpsUrl("/q/swagger-ui/")).isEqualTo("https://127.0.0.1:8443/q/swagger-ui/");
    }

    @Test
    void portInUseNamesPortProtocolAndOption() {
        assertThatThrownBy(() -> Listeners.choose(settings(Map.of()),
                (address, port) -> port == 8883 ? Ports.State.IN_USE : Ports.State.FREE)).isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("Port 8883, which MQTT needs, is in use").hasMessageContaining("--mqtt-port");
    }

    @Test
    void anotherForbiddenPortIsRefused() {
        assertThatThrownBy(() -> Listeners.choose(settings(Map.of(), "--amqp-port", "71"),
                (address, port) -> port == 71 ? Ports.State.FORBIDDEN : Ports.State.FREE)).isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("may not listen on port 71").hasMessageContaining("--amqp-port");
    }

    private void file(String text) throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.properties"), text);
    }

    private LaunchSettings settings(Map<String, String> environment, String... words) {
        return LaunchSettings.load(home, UpOptions.parse(List.of(words)), environment);
    }
}
