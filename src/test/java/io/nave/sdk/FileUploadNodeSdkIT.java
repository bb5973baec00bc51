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

/** File upload, and the notifications of it, with the published Node packages, as applications use them. */
@ExtendWith(SharedHub.class)
class FileUploadNodeSdkIT {

    private static final String SCRIPT = "file-upload.js";

    private static NodeSdk node;

    @BeforeAll
    static void prepare(HubProcess hub) {
        node = NodeSdk.prepare(hub);
    }

    /** Whatever a device connects over, it uploads over HTTPS. */
    @ParameterizedTest
    @ValueSource(strings = { "Mqtt", "Amqp" })
    void deviceUploadsAndTheServiceSdkIsTold(String transport) {
        node.run(SCRIPT, Map.of("DEVICE_TRANSPORT", transport));
    }

    @Tag("long")
    @Test
    void deviceUploadsALargeFile() {
        node.run(SCRIPT, Map.of("SIZES", "314572800"));
    }
}
