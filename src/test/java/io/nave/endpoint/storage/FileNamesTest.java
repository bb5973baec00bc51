package io.nave.endpoint.storage;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.nave.hub.blobs.MessageFileName;
import io.nave.routing.endpoints.StorageSettings;
import io.nave.routing.endpoints.StorageSettings.Encoding;

import static org.assertj.core.api.Assertions.assertThat;

/** What files are called (semantics §1.3). */
class FileNamesTest {

    private static final Instant BEGUN = Instant.parse("2026-01-02T03:04:59.999Z");

    @Test
    void standardNameIsThatOfIotHub() {
        MessageFileName name = new FileNames(StorageSettings.DEFAULT_FILE_NAME, "hub", Encoding.JSON).of(7, BEGUN);
        assertThat(name.after(0).value()).isEqualTo("hub/07/2026/01/02/03/04.json");
        assertThat(name.after(12).value()).isEqualTo("hub/07/2026/01/02/03/04-12.json");
    }

    @Test
    void tokensStandInAnyOrder() {
        FileNames names = new FileNames("{mm}{HH}_{iothub}-a/{MM}.{DD}/{YYYY}{partition}", "hub", Encoding.AVRO_DEFLATE);
        assertThat(names.of(31, BEGUN).after(0).value()).isEqualTo("0403_hub-a/01.02/202631.avro");
    }
}
