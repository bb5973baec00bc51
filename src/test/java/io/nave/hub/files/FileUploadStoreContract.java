package io.nave.hub.files;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.nave.hub.files.FileUpload.State;
import io.nave.hub.files.FileUploadStore.Opening;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;

import static org.assertj.core.api.Assertions.assertThat;

/** What every FileUploadStore keeps to (semantics §7.4), between two replicas of a hub. */
public abstract class FileUploadStoreContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant T0 = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final Duration LIFE = Duration.ofHours(1);

    private final ClientId device = ClientId.of("d-" + UUID.randomUUID());
    private final ClientId module = ClientId.of(device.device().value(), "m1");

    protected abstract FileUploadStore first();

    protected abstract FileUploadStore second();

    /** Makes the identity; the device of a module is there already. */
    protected abstract void register(ClientId client);

    protected abstract void delete(ClientId client);

    @Test
    void uploadIsFoundByItsClientAndIdOnly() {
        // given
        register(device);
        register(module);
        FileUpload ofDevice = upload(device, T0);
        FileUpload ofModule = upload(module, T0);
        // when
        assertThat(open(ofDevice, T0)).isEqualTo(Opening.OPENED);
        assertThat(open(ofModule, T0)).isEqualTo(Opening.OPENED);
        // then
        assertThat(find(device, ofDevice)).containsExactly(ofDevice);
        assertThat(find(module, ofModule)).containsExactly(ofModule);
        assertThat(find(module, ofDevice)).isEmpty();
        assertThat(find(device, ofModule)).isEmpty();
        assertThat(find(ClientId.of("other"), ofDevice)).isEmpty();
        assertThat(find(device, upload(device, T0))).isEmpty();
    }

    @Test
    void deviceAndItsModulesShareTenPlaces() {
        // given
        register(device);
        register(module);
        for (int i = 0; i < FileUploadStore.MAX_ACTIVE; i++) {
            assertThat(open(upload(i % 2 == 0 ? device : module, T0), T0)).isEqualTo(Opening.OPENED);
        }
        FileUpload refused = upload(device, T0);
        // then
        assertThat(open(refused, T0)).isEqualTo(Opening.TOO_MANY);
        assertThat(open(upload(module, T0), T0)).isEqualTo(Opening.TOO_MANY);
        assertThat(find(device, refused)).isEmpty();
    }

    @Test
    void uploadsOfOtherDevicesTakeNoPlace() {
        // given
        ClientId other = ClientId.of("d-" + UUID.randomUUID());
        register(device);
        register(other);
        fill(device, T0);
        // then
        assertThat(open(upload(other, T0), T0)).isEqualTo(Opening.OPENED);
    }

    @Test
    void endedUploadFreesItsPlaceAndStaysAsItEnded() {
        // given
        register(device);
        List<FileUpload> uploads = fill(device, T0);
        // when
        end(uploads.getFirst(), State.SUCCEEDED);
        end(uploads.get(1), State.FAILED);
        // then
        assertThat(open(upload(device, T0), T0)).isEqualTo(Opening.OPENED);
        assertThat(open(upload(device, T0), T0)).isEqualTo(Opening.OPENED);
        assertThat(open(upload(device, T0), T0)).isEqualTo(Opening.TOO_MANY);
        end(uploads.getFirst(), State.FAILED);
        assertThat(find(device, uploads.getFirst())).extracting(FileUpload::state).containsExactly(State.SUCCEEDED);
        assertThat(find(device, uploads.get(1))).extracting(FileUpload::state).containsExactly(State.FAILED);
    }

    @Test
    void endingAnothersUploadChangesNothing() {
        // given
        register(device);
        register(module);
        FileUpload upload = upload(device, T0);
        open(upload, T0);
        // when
        first().end(module, upload.correlationId(), State.SUCCEEDED).await().atMost(PATIENCE);
        first().end(device, UUID.randomUUID().toString(), State.SUCCEEDED).await().atMost(PATIENCE);
        // then
        assertThat(find(device, upload)).containsExactly(upload);
    }

    @Test
    void expiredUploadFreesItsPlaceAndIsStillTold() {
        // given
        register(device);
        List<FileUpload> uploads = fill(device, T0);
        Instant before = T0.plus(LIFE).minusMillis(1);
        Instant after = T0.plus(LIFE);
        // then
        assertThat(open(upload(device, before), before)).isEqualTo(Opening.TOO_MANY);
        assertThat(open(upload(device, after), after)).isEqualTo(Opening.OPENED);
        assertThat(find(device, uploads.getFirst())).containsExactly(uploads.getFirst());
    }

    @Test
    void onlySomeEndedUploadsOfADeviceAreKept() {
        // given
        register(device);
        List<FileUpload> ended = new ArrayList<>();
        for (int i = 0; i < FileUploadStore.MAX_ENDED + 5; i++) {
            FileUpload upload = upload(device, T0.plusSeconds(i));
            open(upload, T0.plusSeconds(i));
            end(upload, State.SUCCEEDED);
            ended.add(upload);
        }
        // when
        open(upload(device, T0.plusSeconds(60)), T0.plusSeconds(60));
        // then
        assertThat(ended.stream().filter(upload -> !find(device, upload).isEmpty()))
                .containsExactlyElementsOf(ended.subList(5, ended.size()));
    }

    @Test
    void tenthAndEleventhAtOnceAreNotBothBegun() {
        // given
        register(device);
        for (int round = 0; round < 5; round++) {
            Instant now = T0.plus(LIFE.multipliedBy(round));
            // when
            List<Opening> openings = Multi.createFrom().range(0, 3 * FileUploadStore.MAX_ACTIVE)
                    .onItem().transformToUni(i -> (i % 2 == 0 ? first() : second()).open(upload(device, now), now)).merge(8)
                    .collect().asList().await().atMost(PATIENCE);
            // then
            assertThat(openings).filteredOn(Opening.OPENED::equals).hasSize(FileUploadStore.MAX_ACTIVE);
            assertThat(openings).filteredOn(Opening.TOO_MANY::equals).hasSize(2 * FileUploadStore.MAX_ACTIVE);
        }
    }

    @Test
    void uploadsGoWithTheirIdentity() {
        // given
        register(device);
        register(module);
        FileUpload ofDevice = upload(device, T0);
        FileUpload ofModule = upload(module, T0);
        open(ofDevice, T0);
        open(ofModule, T0);
        // when
        delete(module);
        // then
        assertThat(find(module, ofModule)).isEmpty();
        assertThat(find(device, ofDevice)).isNotEmpty();
        // when
        delete(device);
        register(device);
        // then
        assertThat(find(device, ofDevice)).isEmpty();
    }

    @Test
    void unknownClientBeginsNothing() {
        assertThat(open(upload(device, T0), T0)).isEqualTo(Opening.UNKNOWN_CLIENT);
        register(device);
        assertThat(open(upload(module, T0), T0)).isEqualTo(Opening.UNKNOWN_CLIENT);
    }

    @Test
    void longExpiredUploadsAreForgotten() {
        // given
        register(device);
        FileUpload old = upload(device, T0);
        FileUpload ended = upload(device, T0);
        FileUpload young = upload(device, T0.plusSeconds(1));
        open(old, T0);
        open(ended, T0);
        open(young, T0);
        end(ended, State.SUCCEEDED);
        // when
        second().forget(young.expiresAt()).await().atMost(PATIENCE);
        // then
        assertThat(find(device, old)).isEmpty();
        assertThat(find(device, ended)).isEmpty();
        assertThat(find(device, young)).isNotEmpty();
    }

    private List<FileUpload> fill(ClientId client, Instant now) {
        List<FileUpload> uploads = new ArrayList<>();
        while (uploads.size() < FileUploadStore.MAX_ACTIVE) {
            FileUpload upload = upload(client, now);
            assertThat(open(upload, now)).isEqualTo(Opening.OPENED);
            uploads.add(upload);
        }
        return uploads;
    }

    private static FileUpload upload(ClientId client, Instant now) {
        return new FileUpload(UUID.randomUUID().toString(), client, new BlobName(client + "/é.txt"), now.plus(LIFE),
                State.OPEN);
    }

    private Opening open(FileUpload upload, Instant now) {
        return first().open(upload, now).await().atMost(PATIENCE);
    }

    private List<FileUpload> find(ClientId client, FileUpload upload) {
        return second().find(client, upload.correlationId()).await().atMost(PATIENCE).stream().toList();
    }

    private void end(FileUpload upload, State state) {
        first().end(upload.client(), upload.correlationId(), state).await().atMost(PATIENCE);
    }
}
