package io.nave.hub.jobs;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every JobFileStore keeps to. */
public abstract class JobFileStoreContract {

    /** The bound that the store under test must have. */
    protected static final long MAX = 3_000_000;

    private static final JobFile FILE = new JobFile("folder", "devices.txt");

    protected abstract JobFileStore store();

    @Test
    void fileIsReadAsItWasWritten() {
        // given
        byte[] content = bytes(1_234_567);
        // when
        StoredFile written = await(store().write(FILE, pieces(content, 10_001)));
        // then
        assertThat(written.size()).isEqualTo(content.length);
        assertThat(await(store().find(FILE))).contains(written);
        assertThat(read(written, 0)).isEqualTo(content);
    }

    @Test
    void fileIsReadFromAnyByteOn() {
        // given
        byte[] content = bytes(600_000);
        StoredFile written = await(store().write(FILE, pieces(content, 600_000)));
        for (int offset : new int[] { 1, 255 * 1024 - 1, 255 * 1024, 255 * 1024 + 1, 599_999, 600_000 }) {
            // then
            assertThat(read(written, offset)).as("from %s", offset)
                    .isEqualTo(Arrays.copyOfRange(content, offset, content.length));
        }
    }

    @Test
    void emptyFileIsAFile() {
        // when
        StoredFile written = await(store().write(FILE, Multi.createFrom().empty()));
        // then
        assertThat(written.size()).isZero();
        assertThat(read(written, 0)).isEmpty();
    }

    @Test
    void fileIsReplacedAsAWhole() {
        // given
        StoredFile old = await(store().write(FILE, text("old")));
        // when
        StoredFile present = await(store().write(FILE, text("new content")));
        // then
        assertThat(await(store().find(FILE))).contains(present);
        assertThat(new String(read(present, 0), UTF_8)).isEqualTo("new content");
        assertThat(refusal(store().read(old, 0).collect().last())).isEqualTo(ErrorCode.CONFLICT);
        assertThat(await(store().list())).containsExactly(present);
    }

    @Test
    void halfAFileIsNeverSeen() {
        // given
        StoredFile old = await(store().write(FILE, text("old")));
        Multi<byte[]> broken = Multi.createBy().concatenating().streams(text("half"),
                Multi.createFrom().failure(new HubException(ErrorCode.THROTTLING, "cut")));
        // when
        ErrorCode failure = refusal(store().write(FILE, broken));
        // then
        assertThat(failure).isEqualTo(ErrorCode.THROTTLING);
        assertThat(await(store().find(FILE))).contains(old);
        assertThat(new String(read(old, 0), UTF_8)).isEqualTo("old");
    }

    @Test
    void writerThatWentAwayLeavesNothing() {
        // given
        Multi<byte[]> endless = Multi.createBy().concatenating().streams(text("half"), Multi.createFrom().nothing());
        // when
        var writing = store().write(FILE, endless).subscribe().with(written -> {
        });
        writing.cancel();
        // then
        assertThat(await(store().find(FILE))).isEmpty();
        assertThat(await(store().list())).isEmpty();
    }

    @Test
    void fileBeyondTheBoundIsRefused() {
        // given
        byte[] largest = bytes((int) MAX);
        await(store().write(FILE, pieces(largest, 100_000)));
        // when
        ErrorCode failure = refusal(store().write(FILE,
                Multi.createBy().concatenating().streams(pieces(largest, 100_000), text("x"))));
        // then
        assertThat(store().maxFileSize()).isEqualTo(MAX);
        assertThat(failure).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(await(store().find(FILE)).map(StoredFile::size)).contains(MAX);
    }

    @Test
    void deletedFileIsGone() {
        // given
        StoredFile written = await(store().write(FILE, text("x")));
        // then
        assertThat(await(store().delete(FILE))).isTrue();
        assertThat(await(store().delete(FILE))).isFalse();
        assertThat(await(store().find(FILE))).isEqualTo(Optional.empty());
        assertThat(refusal(store().read(written, 0).collect().last())).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void filesAreListedByFolderAndName() {
        // given
        JobFile first = new JobFile("a", "z.txt");
        JobFile second = new JobFile("b", "a.txt");
        await(store().write(second, text("2")));
        await(store().write(first, text("1")));
        // then
        assertThat(await(store().list())).extracting(StoredFile::file).containsExactly(first, second);
    }

    @Test
    void readerIsGivenNoMoreThanItAsksFor() {
        // given
        StoredFile written = await(store().write(FILE, pieces(bytes(1_000_000), 50_000)));
        // when
        AssertSubscriber<byte[]> reader = store().read(written, 0).subscribe().withSubscriber(AssertSubscriber.create(1));
        reader.awaitItems(1);
        // then
        assertThat(reader.getItems()).hasSize(1);
        reader.cancel();
    }

    private byte[] read(StoredFile file, long offset) {
        return await(store().read(file, offset).collect().in(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes))
                .toByteArray();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static Multi<byte[]> text(String text) {
        return Multi.createFrom().item(text.getBytes(UTF_8));
    }

    private static Multi<byte[]> pieces(byte[] content, int size) {
        return Multi.createFrom().range(0, Math.ceilDiv(content.length, size))
                .map(i -> Arrays.copyOfRange(content, i * size, Math.min(content.length, (i + 1) * size)));
    }

    private static ErrorCode refusal(Uni<?> uni) {
        return catchThrowableOfType(HubException.class, () -> await(uni)).code();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
