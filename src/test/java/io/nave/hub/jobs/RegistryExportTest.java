package io.nave.hub.jobs;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Exports (semantics §7.3), in memory. */
class RegistryExportTest {

    private static final String KEYS = "{\"primaryKey\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\","
            + "\"secondaryKey\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\"}";
    private static final String IMPORT = """
            {"id":"b","status":"disabled","statusReason":"\\"late\\"","authentication":{"symmetricKey":%1$s}}
            {"id":"gw","capabilities":{"iotEdge":true},"authentication":{"symmetricKey":%1$s}}
            {"id":"B","authentication":{"type":"certificateAuthority"}}
            {"id":"a","authentication":{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":\
            "0123456789ABCDEF0123456789ABCDEF01234567"}},"deviceScope":"ms-azure-iot-edge://gw-1"}
            {"id":"b","moduleId":"m","managedBy":"somebody","authentication":{"symmetricKey":%1$s}}
            """.formatted(KEYS);

    private final JobsFixture hub = new JobsFixture();

    @Test
    void devicesComeFirstAndThenModulesByTheirIds() {
        // given
        hub.importLines(IMPORT);
        // when
        List<String> lines = hub.export(false).lines().toList();
        // then
        assertThat(lines).extracting(line -> line.replaceAll("^\\{\"id\":\"(\\w+)\"(,\"moduleId\":\"(.*?)\")?.*", "$1/$3"))
                .containsExactly("B/", "a/", "b/", "gw/", "b/m", "gw/$edgeAgent", "gw/$edgeHub");
        assertThat(lines.get(2)).matches("\\{\"id\":\"b\",\"eTag\":\"[^\"]+\",\"status\":\"disabled\","
                + "\"statusReason\":\"\\\\\"late\\\\\"\",\"authentication\":\\{\"symmetricKey\":\\Q" + KEYS + "\\E,"
                + "\"x509Thumbprint\":\\{\"primaryThumbprint\":null,\"secondaryThumbprint\":null},\"type\":\"sas\"},"
                + "\"twinETag\":\"AAAAAAAAAAE=\",\"tags\":\\{},\"properties\":\\{\"desired\":\\{},\"reported\":\\{}},"
                + "\"capabilities\":\\{\"iotEdge\":false},\"deviceScope\":null,\"parentScopes\":\\[]}");
    }

    @Test
    void keysCanBeLeftOut() {
        // given
        hub.importLines(IMPORT);
        // when
        String lines = hub.export(true);
        // then
        assertThat(lines).contains("\"symmetricKey\":{\"primaryKey\":null,\"secondaryKey\":null}")
                .doesNotContain("AAECAw").contains("0123456789ABCDEF0123456789ABCDEF01234567");
    }

    @Test
    void exportThatIsImportedIntoAnEmptyHubIsExportedAlike() {
        // given
        hub.importLines(IMPORT);
        String exported = hub.export(false);
        JobsFixture other = new JobsFixture();
        // when
        String log = other.importLines(exported);
        // then
        assertThat(log).isEmpty();
        assertThat(withoutEtags(other.export(false))).isEqualTo(withoutEtags(exported)).hasLineCount(7);
    }

    private static String withoutEtags(String lines) {
        return lines.replaceAll("\"eTag\":\"[^\"]+\"", "\"eTag\":\"\"");
    }

    @Test
    void twinsAreInTheExportAndComeBackFromIt() {
        // given
        hub.importLines("""
                {"id":"d","tags":{"floor":3},"properties":{"desired":{"x":5.0},"reported":{"y":{"z":[1]}}}}
                {"id":"d","moduleId":"m","tags":{"of":"m"}}
                """);
        // when
        String exported = hub.export(false);
        JobsFixture other = new JobsFixture();
        other.importLines(exported);
        // then
        assertThat(exported.lines().toList().getFirst()).contains("\"twinETag\":\"AAAAAAAAAAI=\",\"tags\":{\"floor\":3},"
                + "\"properties\":{\"desired\":{\"x\":5.0},\"reported\":{\"y\":{\"z\":[1]}}}");
        assertThat(exported.lines().toList().getLast()).contains("\"moduleId\":\"m\"", "\"tags\":{\"of\":\"m\"}");
        assertThat(withoutEtags(other.export(false))).isEqualTo(withoutEtags(exported));
    }

    @Test
    void manyPagesAreOneFile() {
        // given
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            lines.append("{\"id\":\"d").append(i).append("\"}\n");
        }
        hub.importLines(lines.toString());
        // then
        assertThat(hub.export(true).lines()).hasSize(2000).doesNotHaveDuplicates();
    }

    @Test
    void emptyHubHasAnEmptyExport() {
        assertThat(hub.export(false)).isEmpty();
    }
}
