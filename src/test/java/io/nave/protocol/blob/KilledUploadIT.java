package io.nave.protocol.blob;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two replicas on one directory, of which one is killed in the middle of an upload (device-protocols §3.6): nobody sees a part
 * of a file, what was acknowledged stays, and the upload goes on at either.
 */
@ExtendWith(SharedHub.class)
@Timeout(240)
class KilledUploadIT {

    private static final int MEGABYTE = 1 << 20;
    private static final Pattern BLOCK = Pattern.compile("<Name>(.*?)</Name><Size>(\\d+)</Size>");
    private static final String DEVICE = "killed-upload";

    private static final int BLOCKS = 48;
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    private static HubProcess first;
    private static HubProcess second;
    private static String key;

    @BeforeAll
    static void start(HubProcess hub) {
        first = hub;
        second = hub.startReplica(SharedHub.newDirectory());
        key = hub.registry().createDevice(DEVICE);
    }

    @AfterAll
    static void stop() {
        second.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void blocksOfEitherReplicaBecomeABlobAtEither(boolean atFirst) throws Exception {
        // given
        GrantedBlob blob = GrantedBlob.of(first, DEVICE, key, "shared-" + atFirst);
        assertThat(blob.at(first).putBlock("000001", "one ").statusCode()).isEqualTo(201);
        assertThat(blob.at(second).putBlock("000002", "two ").statusCode()).isEqualTo(201);
        assertThat(blob.at(first).putBlock("000003", "three").statusCode()).isEqualTo(201);
        assertThat(waiting(blob.at(first))).isEqualTo(waiting(blob.at(second))).hasSize(3);
        // when
        HttpResponse<String> list = blob.at(atFirst ? first : second).putBlockList("000001", "000002", "000003");
        // then
        assertThat(list.statusCode()).isEqualTo(201);
        for (HubProcess replica : List.of(first, second)) {
            HttpResponse<String> got = blob.at(replica).get();
            assertThat(got.body()).isEqualTo("one two three");
            assertThat(got.headers().firstValue("ETag")).isEqualTo(list.headers().firstValue("ETag"));
        }
    }

    @Test
    void uploadGoesOnAfterItsReplicaWasKilled() throws Exception {
        // given
        Set<Path> before = own("writing");
        Set<Path> waiting = own("blocks");
        GrantedBlob whole = GrantedBlob.of(first, DEVICE, key, "whole");
        GrantedBlob blocks = GrantedBlob.of(first, DEVICE, key, "blocks");
        byte[] content = new PatternStream(2 * MEGABYTE).readAllBytes();
        assertThat(blocks.at(second).putBlock("000001", "acknowledged ").statusCode()).isEqualTo(201);
        // when
        try (HalfUpload body = whole.half(second, "", content);
                HalfUpload block = blocks.half(second, StorageClient.block("000002"), content)) {
            Awaitility.await().atMost(Duration.ofSeconds(30))
                    .until(() -> begun(before).size() == 2 && begun(before).stream().allMatch(KilledUploadIT::hasBytes));
            second.kill9();
        }
        // then
        assertNothingIsVisible(first, whole, blocks);
        makeOld(begun(before));
        second.restart();
        Awaitility.await().untilAsserted(() -> assertThat(begun(before)).isEmpty());
        assertNothingIsVisible(second, whole, blocks);
        assertGoesOn(whole, blocks, content);
        assertThat(own("blocks")).isEqualTo(waiting);
        assertThat(begun(before)).isEmpty();
    }

    /** {@code -Dtest.seed=N} repeats a run's times. */
    @Tag("long")
    @RepeatedTest(3)
    void uploadGoesOnWheneverItsReplicaIsKilled(RepetitionInfo round) throws Exception {
        // given
        Random random = new Random(SEED + round.getCurrentRepetition());
        GrantedBlob blob = GrantedBlob.of(first, DEVICE, key, "often-" + round.getCurrentRepetition());
        List<byte[]> blocks = Stream.generate(() -> bytes(random)).limit(BLOCKS).toList();
        PersistentUpload upload = new PersistentUpload(blob.at(second), blocks);
        Thread client = Thread.ofVirtual().start(upload);
        // when
        int enough = 1 + random.nextInt(BLOCKS - 1);
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> upload.acknowledged() >= enough);
        killAfter(random.nextInt(20));
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1)).until(upload::isCommitting);
        killAfter(random.nextInt(150));
        // then
        assertThat(client.join(Duration.ofSeconds(60))).as("seed " + SEED).isTrue();
        assertThat(upload.lost()).as("seed " + SEED).isEmpty();
        for (HubProcess replica : List.of(first, second)) {
            assertThat(blob.at(replica).bytes()).as("seed " + SEED).isEqualTo(joined(blocks));
        }
    }

    private static void killAfter(int milliseconds) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(milliseconds));
        second.kill9();
        second.restart();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[MEGABYTE];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(List<byte[]> blocks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        blocks.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** As what nobody writes to any more becomes (docs/file-upload.md). */
    private static void makeOld(Set<Path> files) throws IOException {
        for (Path file : files) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
        }
    }

    private static void assertGoesOn(GrantedBlob whole, GrantedBlob blocks, byte[] content) {
        assertThat(whole.at(second).put(content).statusCode()).isEqualTo(201);
        assertThat(blocks.at(second).putBlock("000002", content).statusCode()).isEqualTo(201);
        assertThat(blocks.at(first).putBlockList("000001", "000002").statusCode()).isEqualTo(201);
        for (HubProcess replica : List.of(first, second)) {
            assertThat(whole.at(replica).bytes()).isEqualTo(content);
            assertThat(blocks.at(replica).bytes()).startsWith("acknowledged ".getBytes(UTF_8)).endsWith(content)
                    .hasSize("acknowledged ".length() + content.length);
        }
    }

    private static void assertNothingIsVisible(HubProcess replica, GrantedBlob whole, GrantedBlob blocks) throws IOException {
        for (StorageClient client : List.of(whole.at(replica), blocks.at(replica))) {
            assertThat(client.get().statusCode()).isEqualTo(404);
            assertThat(client.head().statusCode()).isEqualTo(404);
        }
        assertThat(whole.at(replica).blockList("all").statusCode()).isEqualTo(404);
        assertThat(waiting(blocks.at(replica))).containsExactly("MDAwMDAx 13");
        assertThat(first.files().resolve(whole.path())).doesNotExist();
        assertThat(first.files().resolve(blocks.path())).doesNotExist();
    }

    /** The blocks that wait for a list, each with its size. */
    private static List<String> waiting(StorageClient client) {
        return BLOCK.matcher(client.blockList("uncommitted").body()).results()
                .map(block -> block.group(1) + " " + block.group(2))
                .sorted().toList();
    }

    private static Set<Path> begun(Set<Path> before) {
        return own("writing").stream().filter(file -> !before.contains(file)).collect(Collectors.toSet());
    }

    /** What lies in a folder that only the hub knows. */
    private static Set<Path> own(String folder) {
        try (Stream<Path> files = Files.list(first.files().resolve(".nave").resolve(folder))) {
            return files.collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasBytes(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
