package io.nave.sdk;

import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** File upload, and the notifications of it, with the published Java libraries, as applications use them. */
@ExtendWith(SharedHub.class)
class FileUploadJavaSdkIT {

    private static final String PROGRAM = "FileUploads";

    private static JavaSdk java;

    @BeforeAll
    static void prepare(HubProcess hub) {
        java = JavaSdk.prepare(hub);
    }

    /** Whatever a device connects over, it uploads over HTTPS. */
    @ParameterizedTest
    @ValueSource(strings = { "MQTT", "AMQPS" })
    void deviceUploadsAndTheServiceSdkIsTold(String transport) {
        java.run(PROGRAM, Map.of("DEVICE_TRANSPORT", transport));
    }

    @Tag("long")
    @Test
    void deviceUploadsALargeFile() {
        java.run(PROGRAM, Map.of("SIZES", "314572800"));
    }
}
