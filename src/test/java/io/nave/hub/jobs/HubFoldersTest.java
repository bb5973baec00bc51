package io.nave.hub.jobs;

import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.HubNames;
import io.smallrye.mutiny.Multi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Which blob container URIs are folders of this hub. */
class HubFoldersTest {

    private final InMemoryJobFileStore files = new InMemoryJobFileStore();
    private final JobContainers containers = new JobContainers(
            new HubFolders(new HubNames("hub.test.local", Set.of("localhost"), "nave"), files), uri -> Optional.empty());

    @ParameterizedTest
    @ValueSource(strings = { "https://hub.test.local/admin/files/backup", "https://HUB.test.local:8443/admin/files/backup/",
            "HTTPS://localhost/admin/files/backup", "https://hub.test.local/admin/files/backup?sv=2024&sig=a%2Bb%3D",
            "https://hub.test.local/admin/files/b%61ckup" })
    void folderOfThisHubIsAContainer(String uri) {
        // when
        containers.resolve(ContainerUri.of(uri)).write("devices.txt", Multi.createFrom().item("x".getBytes(UTF_8)))
                .await().indefinitely();
        // then
        assertThat(files.text(new JobFile("backup", "devices.txt"))).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "backup", "https://account.blob.core.windows.net/c?sig=secret",
            "http://hub.test.local/admin/files/backup", "https://hub.test.local.evil.example/admin/files/backup",
            "https://hub.test.local@evil.example/admin/files/backup",
            "https://hub.test.local:443@evil.example/admin/files/backup", "https://hub.test.local/admin/files/",
            "https://hub.test.local/admin/files/a/b", "https://hub.test.local/admin/files/..",
            "https://hub.test.local/files/backup", "https://hub.test.local/admin/files/a%2Fb",
            "https://hub.test.local/admin/files/with space", "https:///admin/files/x", "mailto:hub.test.local" })
    void anythingElseIsRefusedWithWhatIsAccepted(String uri) {
        // when
        HubException refusal = catchThrowableOfType(HubException.class, () -> containers.resolve(ContainerUri.of(uri)));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR);
        assertThat(refusal.detail()).isEqualTo(
                "A blob container URI is https://hub.test.local/admin/files/{folder} on this hub, or that of a container of its"
                        + " storage with a signature, which POST /admin/storage/signatures gives; storage elsewhere must be"
                        + " allowed by nave.jobs.storage.hosts");
    }
}
