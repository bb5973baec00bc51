package io.nave.hub.jobs;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.Module;
import io.nave.hub.twins.Twin;

import static org.assertj.core.api.Assertions.assertThat;

/** Imports (semantics §7.3), in memory. */
class RegistryImportTest {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private final JobsFixture hub = new JobsFixture();

    @Test
    void azureExportIsImportedUnchanged() {
        // given: as the reference shows it, with a gateway, a leaf behind it, modules, and a certificate
        String lines = """
                {"id":"Device4","eTag":"MA==","status":"enabled","authentication":{"symmetricKey":{"primaryKey":"%s",\
                "secondaryKey":"%s"}},"twinETag":"AAAAAAAAAAE=","tags":{},"properties":{"desired":{},"reported":{}}}
                {"id":"gw","eTag":"NTk=","importMode":null,"status":"disabled","statusReason":"stolen","authentication":\
                {"symmetricKey":{"primaryKey":"%s","secondaryKey":"%s"},"x509Thumbprint":{"primaryThumbprint":null,\
                "secondaryThumbprint":null},"type":"sas"},"capabilities":{"iotEdge":true},\
                "deviceScope":"ms-azure-iot-edge://gw-637036142","parentScopes":[]}
                {"id":"leaf","status":"enabled","authentication":{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":\
                "0123456789abcdef0123456789abcdef01234567","secondaryThumbprint":null}},"capabilities":{"iotEdge":false},\
                "deviceScope":"ms-azure-iot-edge://gw-637036142","parentScopes":["ms-azure-iot-edge://gw-637036142"]}
                {"id":"gw","moduleId":"$edgeAgent","eTag":"MA==","managedBy":"iotEdge","authentication":{"type":"none"}}
                {"id":"gw","moduleId":"camera","eTag":"MA==","managedBy":"IoTEdge","authentication":{"symmetricKey":\
                {"primaryKey":"%s","secondaryKey":"%s"},"type":"sas"}}
                """.formatted(KEY, OTHER_KEY, KEY, OTHER_KEY, KEY, OTHER_KEY);
        // when
        String log = hub.importLines(lines);
        // then
        assertThat(log).isEmpty();
        assertThat(device("Device4").credentials()).isEqualTo(new Credentials.SymmetricKeys(KEY, OTHER_KEY));
        assertThat(device("gw").scope().deviceScope()).isEqualTo("ms-azure-iot-edge://gw-637036142");
        assertThat(device("gw").status().reason()).isEqualTo("stolen");
        assertThat(device("gw").enabled()).isFalse();
        assertThat(device("leaf").scope().parentScopes()).containsExactly("ms-azure-iot-edge://gw-637036142");
        assertThat(device("leaf").credentials()).isInstanceOf(Credentials.Thumbprints.class);
        assertThat(module("gw", "camera").credentials()).isEqualTo(new Credentials.SymmetricKeys(KEY, OTHER_KEY));
    }

    @Test
    void brokenLineIsReportedByItsNumberAndTheRestGoesOn() {
        // when
        String log = hub.importLines("""
                {"id":"good-1"}
                {"id":"bad-json"

                {"id":"bad id"}
                {"id":"bad-key","authentication":{"type":"sas","symmetricKey":{"primaryKey":"MQ==","secondaryKey":"Mg=="}}}
                [1]
                {"id":"bad-mode","importMode":"copy"}
                {"id":"gone","importMode":"update"}
                {"id":"good-1","moduleId":"bad-status","authentication":7}
                {"id":"nobody","moduleId":"m"}
                {"id":"good-2"}
                """);
        // then
        assertThat(log.lines()).containsExactly(
                malformed(2, "null", "The line is not well-formed JSON"),
                malformed(4, "null", "An id has 1 to 128 characters of A-Z a-z 0-9 and -:.+%_#*?!(),=@;$'"),
                refused(5, 400004, "bad-key", "null",
                        "The primary and secondary keys must be between 16 and 64 bytes in length."),
                malformed(6, "null", "The line must be a JSON object"),
                malformed(7, "\"bad-mode\"", "importMode is one of [create, createOrUpdate, createOrUpdateIfMatchETag, "
                        + "update, updateIfMatchETag, delete, deleteIfMatchETag, updateTwin, updateTwinIfMatchETag]"),
                refused(8, 404001, "gone", "null", "A device with Id 'gone' is not registered."),
                malformed(9, "\"good-1\"", "authentication must be an object").replace("\"moduleId\":null",
                        "\"moduleId\":\"bad-status\""),
                refused(10, 404001, "nobody", "\"m\"", "A device with Id 'nobody' is not registered."));
        assertThat(device("good-1").enabled()).isTrue();
        assertThat(device("good-2").enabled()).isTrue();
    }

    private static String malformed(int line, String device, String reason) {
        return "{\"errorCode\":400012,\"errorStatus\":\"Invalid device format in line: " + line + ". " + reason
                + "\",\"line\":" + line + ",\"deviceId\":" + device + ",\"moduleId\":null}";
    }

    private static String refused(int line, int code, String device, String module, String reason) {
        return "{\"errorCode\":" + code + ",\"errorStatus\":\"Import error for device Id '" + device + "': " + reason
                + "\",\"line\":" + line + ",\"deviceId\":\"" + device + "\",\"moduleId\":" + module + "}";
    }

    @Test
    void keysNeverStandInTheLog() {
        // when
        String log = hub.importLines("""
                {"id":"d","authentication":{"symmetricKey":{"primaryKey":"%1$s","secondaryKey":"not base64"}}}
                {"id":"d","authentication":{"symmetricKey":{"primaryKey":"%1$s","secondaryKey":"%1$s"}}
                {"id":"d e","authentication":{"symmetricKey":{"primaryKey":"%1$s","secondaryKey":"%1$s"}}}
                {"id":"d","importMode":"update","authentication":{"symmetricKey":{"primaryKey":"%1$s","secondaryKey":"%1$s"}}}
                """.formatted(KEY));
        // then
        assertThat(log.lines()).hasSize(4);
        assertThat(log).doesNotContain(KEY);
    }

    @Test
    void modulesMayStandBeforeTheirDevice() {
        // when
        String log = hub.importLines("""
                {"id":"d","moduleId":"m2"}
                {"id":"d","moduleId":"m1"}
                {"id":"d"}
                """);
        // then
        assertThat(log).isEmpty();
        assertThat(module("d", "m1").id()).isEqualTo(ClientId.of("d", "m1"));
        assertThat(module("d", "m2").id()).isEqualTo(ClientId.of("d", "m2"));
    }

    @Test
    void secondLineAboutADeviceFindsWhatTheFirstHasDone() {
        // when
        String log = hub.importLines("""
                {"id":"d","importMode":"create"}
                {"id":"d","importMode":"update","status":"disabled"}
                {"id":"d","importMode":"create"}
                {"id":"e","importMode":"create"}
                {"id":"e","importMode":"delete"}
                """);
        // then
        assertThat(log.lines()).containsExactly(refused(3, 409001, "d", "null", "A device with Id 'd' is already registered."));
        assertThat(device("d").enabled()).isFalse();
        assertThat(hub.identities.find(new DeviceId("e")).await().indefinitely()).isEmpty();
    }

    @Test
    void lineBringsItsTwin() {
        // when
        String log = hub.importLines("""
                {"id":"d","tags":{"floor":3},"properties":{"desired":{"x":1},"reported":{"y":2.50,"$version":9}}}
                {"id":"e","tags":{"$bad":3}}
                """);
        // then
        assertThat(log.lines()).hasSize(1).first().asString().contains("\"line\":2", "'Tags' has a name with");
        Twin twin = hub.registries.twins().get(ClientId.of("d")).await().indefinitely().twin();
        assertThat(twin.tags()).hasToString("{\"floor\":3}");
        assertThat(twin.desired().content()).hasToString("{\"x\":1}");
        assertThat(twin.reported().content()).hasToString("{\"y\":2.50}");
    }

    @Test
    void thousandsOfLinesAreCarriedOutInBatches() {
        // given
        StringBuilder lines = new StringBuilder("\uFEFF");
        for (int i = 0; i < 2500; i++) {
            lines.append("{\"id\":\"d").append(i % 2 == 0 ? i : i + "\",\"moduleId\":\"m").append("\"}\r\n");
        }
        // when
        String log = hub.importLines(lines.toString());
        // then
        assertThat(log.lines()).as("modules whose device is in no line").hasSize(1250).first()
                .isEqualTo(refused(2, 404001, "d1", "\"m\"", "A device with Id 'd1' is not registered."));
        assertThat(hub.identities.count().await().indefinitely().total()).isEqualTo(1250);
    }

    @Test
    void emptyFileIsAnImport() {
        assertThat(hub.importLines("")).isEmpty();
        assertThat(List.of(hub.service.list().await().indefinitely().getFirst().progress())).containsExactly(100);
    }

    private Device device(String id) {
        return hub.identities.find(new DeviceId(id)).await().indefinitely().orElseThrow();
    }

    private Module module(String device, String module) {
        Optional<Module> found = hub.identities.modules().find(ClientId.of(device, module)).await().indefinitely();
        return found.orElseThrow();
    }
}
