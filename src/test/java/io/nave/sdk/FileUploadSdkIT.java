package io.nave.sdk;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** File upload to the hub's own storage, and the notifications of it, with the published SDKs, as applications use them. */
@ExtendWith(SharedHub.class)
class FileUploadSdkIT {

    /** Whatever a device connects over, it uploads over HTTPS; the others of these are in the tests beside this one. */
    @ParameterizedTest
    @CsvSource({ "NODE, Mqtt", "JAVA, AMQPS" })
    void deviceUploadsAndTheServiceSdkIsTold(FileUploadSdk sdk, String transport, HubProcess hub) {
        sdk.upload(hub, Map.of("DEVICE_TRANSPORT", transport));
    }

    @Test
    void deviceWithACertificateUploads(HubProcess hub) {
        Map<String, String> environment = new HashMap<>(SelfSigned.environment());
        environment.put("DEVICE_TRANSPORT", "Amqp");
        FileUploadSdk.NODE.upload(hub, environment);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void deviceUploadsALargeFile(FileUploadSdk sdk, HubProcess hub) {
        sdk.upload(hub, Map.of("SIZES", FileUploadSdk.LARGE));
    }

    @Test
    void javaStorageClientTakesTheUriThatADeviceWasGiven(HubProcess hub) {
        JavaSdk.prepare(hub).run("StorageRoundTrip");
    }
}
