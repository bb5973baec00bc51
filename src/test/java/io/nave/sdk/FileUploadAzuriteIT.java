package io.nave.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * File upload to a storage account that is not the hub's, with the published SDKs: the hub only signs, and asks what is there.
 * Import and export jobs write and read there too.
 */
class FileUploadAzuriteIT {

    /** Kilobytes by which the hub may grow while a file of nearly ten times that size is uploaded. */
    private static final long FLAT = 32 << 10;

    private static Azurite azurite;
    private static HubProcess hub;
    private static Path trusted;

    @BeforeAll
    static void start() {
        Path directory = SharedHub.newDirectory();
        azurite = Azurite.start(directory.resolve("azurite"));
        hub = HubProcess.start(directory, azurite.settings());
        trusted = azurite.trustedBeside(hub.caCertificate());
    }

    @AfterAll
    static void stop() {
        hub.close();
        azurite.close();
    }

    @ParameterizedTest
    @EnumSource
    void deviceUploadsAndTheServiceSdkIsTold(FileUploadSdk sdk) {
        upload(sdk, Map.of());
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void largeFilePassesTheHubBy(FileUploadSdk sdk) throws IOException {
        // given
        upload(sdk, Map.of());
        long before = peakMemory();
        // when
        upload(sdk, Map.of("SIZES", FileUploadSdk.LARGE));
        // then
        long grown = peakMemory() - before;
        System.out.printf("300 MB by %s past a hub of %d KB: %d KB more%n", sdk, before, grown);
        assertThat(grown).isLessThan(FLAT);
    }

    @Tag("long")
    @Test
    void javaStorageClientTakesTheUriThatADeviceWasGiven() {
        JavaSdk.prepare(hub, trusted).run("StorageRoundTrip");
    }

    @Test
    void serviceSdkImportsFromAndExportsToTheAccount() throws IOException {
        // when
        NodeSdk.prepare(hub, trusted).run("jobs-storage.js");
        // then
        assertThat(Files.readString(hub.log())).doesNotContain("sig=");
    }

    private static void upload(FileUploadSdk sdk, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("STORAGE", azurite.endpoint() + "/" + Azurite.CONTAINER);
        sdk.upload(hub, trusted, environment);
    }

    /** The most that the hub ever had, in kilobytes. */
    private static long peakMemory() throws IOException {
        String line = Files.readAllLines(Path.of("/proc", String.valueOf(hub.pid()), "status")).stream()
                .filter(entry -> entry.startsWith("VmHWM:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
