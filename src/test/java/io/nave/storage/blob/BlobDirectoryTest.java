package io.nave.storage.blob;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.blobs.AnnouncedBody;
import io.nave.hub.blobs.BlobCondition;
import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobOrder;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlobState;
import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.blobs.BlockId;
import io.nave.hub.blobs.BlockList.Block;
import io.nave.hub.blobs.ListedBlock;
import io.nave.hub.blobs.ListedBlock.From;
import io.nave.hub.files.BlobName;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The hub's container on a real file system: what is there, and what is left of what failed. */
class BlobDirectoryTest {

    private static final BlobName BLOB = new BlobName("d1/logs/a.txt");
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path directory;
    private BlockBlobs blobs;

    @BeforeEach
    void open() {
        blobs = directory(Map.of());
    }

    @Test
    void blobComesBackAsItWasPut() {
        BlobState state = put(BLOB, "hello");
        assertThat(read(BLOB)).isEqualTo("hello");
        assertThat(state.size()).isEqualTo(5);
        assertThat(find(BLOB)).contains(state);
        assertThat(directory.resolve("uploads/d1/logs/a.txt")).hasContent("hello");
    }

    @Test
    void emptyBlobIsABlob() {
        put(BLOB, "");
        assertThat(read(BLOB)).isEmpty();
        assertThat(find(BLOB).orElseThrow().size()).isZero();
    }

    @Test
    void rangeIsPartOfIt() {
        put(BLOB, "0123456789");
        String part = await(blobs.read(BLOB).chain(content -> text(content.bytes(3, 4))));
        assertThat(part).isEqualTo("3456");
    }

    @Test
    void whatIsBeingReadStaysWhenItIsReplaced() {
        // given
        put(BLOB, "first");
        var content = await(blobs.read(BLOB));
        // when
        put(BLOB, "second");
        // then
        assertThat(await(text(content.bytes(0, 5)))).isEqualTo("first");
        assertThat(read(BLOB)).isEqualTo("second");
    }

    @Test
    void everyWritingHasAnotherEtag() {
        String first = put(BLOB, "same").etag();
        String second = put(BLOB, "same").etag();
        assertThat(second).isNotEqualTo(first).matches("\"0x[0-9a-f-]+\"");
    }

    @Test
    void headersStayWithTheBlobThatHasThem() {
        Map<String, String> headers = Map.of("content-type", "text/plain", "x-ms-meta-Who", "me, \"ü\"");
        await(blobs.put(new BlobOrder(BLOB, BlobCondition.NONE, headers), announced(1), body("x")));
        assertThat(find(BLOB).orElseThrow().headers()).isEqualTo(headers);
        put(BLOB, "y");
        assertThat(find(BLOB).orElseThrow().headers()).isEmpty();
        assertThat(files()).containsExactly("uploads/d1/logs/a.txt");
    }

    @Test
    void otherBodyThanAnnouncedLeavesNothing() {
        assertRefused(blobs.put(order(), announced(5), body("four")), BlobError.INVALID_INPUT);
        assertRefused(blobs.put(order(), announced(5), body("longer")), BlobError.INVALID_INPUT);
        assertRefused(blobs.put(order(), announced(0), body("x")), BlobError.INVALID_INPUT);
        assertRefused(blobs.put(order(), new AnnouncedBody(1, Optional.of("AAAAAAAAAAAAAAAAAAAAAA=="), Optional.empty()),
                body("x")), BlobError.MD5_MISMATCH);
        assertRefused(blobs.putBlock(BLOB, id("1"), announced(5), body("four")), BlobError.INVALID_INPUT);
        assertThat(files()).isEmpty();
    }

    @Test
    void bodyThatBreaksOffLeavesNothing() {
        Multi<byte[]> cut = Multi.createBy().concatenating().streams(body("half"),
                Multi.createFrom().failure(new IOException("the client is gone")));
        assertThatThrownBy(() -> await(blobs.put(order(), announced(8), cut))).hasMessageContaining("gone");
        assertThatThrownBy(() -> await(blobs.putBlock(BLOB, id("1"), announced(8), cut))).hasMessageContaining("gone");
        assertThat(files()).isEmpty();
    }

    @Test
    void nothingIsVisibleUntilAllOfItIs() {
        put(BLOB, "before");
        Multi<byte[]> looking = body("after").invoke(piece -> assertThat(read(BLOB)).isEqualTo("before"));
        await(blobs.put(order(), announced(5), looking));
        assertThat(read(BLOB)).isEqualTo("after");
    }

    @Test
    void blocksBecomeABlobInTheOrderOfTheirList() {
        putBlock("a", "AA");
        putBlock("b", "BBB");
        putBlock("c", "C");
        assertThat(find(BLOB)).isEmpty();
        assertThat(await(blobs.blockList(BLOB)).uncommitted()).containsExactlyInAnyOrder(new Block(id("a"), 2),
                new Block(id("b"), 3), new Block(id("c"), 1));
        BlobState state = commit(From.LATEST, "c", "a", "c");
        assertThat(read(BLOB)).isEqualTo("CAAC");
        assertThat(find(BLOB)).contains(state);
        assertThat(await(blobs.blockList(BLOB)).committed()).containsExactly(new Block(id("c"), 1), new Block(id("a"), 2),
                new Block(id("c"), 1));
        assertThat(await(blobs.blockList(BLOB)).uncommitted()).isEmpty();
        assertThat(files()).filteredOn(file -> file.contains("blocks") || file.contains("writing")).isEmpty();
    }

    @Test
    void blockThatIsPutAgainIsTheLaterOne() {
        putBlock("a", "early");
        putBlock("a", "late");
        commit(From.UNCOMMITTED, "a");
        assertThat(read(BLOB)).isEqualTo("late");
    }

    @Test
    void committedBlocksCanBeListedAgain() {
        // given
        putBlock("a", "AA");
        putBlock("b", "B");
        commit(From.LATEST, "a", "b");
        // when
        putBlock("a", "aaa");
        await(blobs.putBlockList(order(), List.of(new ListedBlock(id("a"), From.COMMITTED),
                new ListedBlock(id("a"), From.UNCOMMITTED), new ListedBlock(id("b"), From.LATEST),
                new ListedBlock(id("a"), From.LATEST))));
        // then
        assertThat(read(BLOB)).isEqualTo("AAaaaBaaa");
    }

    @Test
    void listWithAMissingBlockChangesNothing() {
        put(BLOB, "there");
        putBlock("a", "AA");
        assertRefused(blobs.putBlockList(order(), List.of(new ListedBlock(id("b"), From.LATEST))),
                BlobError.INVALID_BLOCK_LIST);
        assertRefused(blobs.putBlockList(order(), List.of(new ListedBlock(id("a"), From.COMMITTED))),
                BlobError.INVALID_BLOCK_LIST);
        assertThat(read(BLOB)).isEqualTo("there");
        commit(From.LATEST, "a");
        assertThat(read(BLOB)).isEqualTo("AA");
    }

    @Test
    void uploadGoesOnAtAnotherReplica() {
        BlockBlobs other = directory(Map.of());
        putBlock("a", "AA");
        await(other.putBlock(BLOB, id("b"), announced(1), body("B")));
        assertThat(await(other.blockList(BLOB)).uncommitted()).hasSize(2);
        await(other.putBlockList(order(), List.of(latest("a"), latest("b"))));
        assertThat(read(BLOB)).isEqualTo("AAB");
    }

    @Test
    void blobThatIsPutDropsTheBlocksThatWait() {
        putBlock("a", "AA");
        put(BLOB, "whole");
        assertRefused(blobs.putBlockList(order(), List.of(latest("a"))), BlobError.INVALID_BLOCK_LIST);
        assertThat(files()).containsExactly("uploads/d1/logs/a.txt");
    }

    @Test
    void conditionsHold() {
        BlobOrder create = new BlobOrder(BLOB, BlobCondition.NONE.butCreateOnly(), Map.of());
        BlobState first = await(blobs.put(create, announced(1), body("1")));
        assertRefused(blobs.put(create, announced(1), body("2")), BlobError.BLOB_ALREADY_EXISTS);
        BlobCondition same = new BlobCondition(List.of(first.etag()), List.of(), Optional.empty(), Optional.empty());
        await(blobs.put(new BlobOrder(BLOB, same, Map.of()), announced(1), body("3")));
        assertRefused(blobs.put(new BlobOrder(BLOB, same, Map.of()), announced(1), body("4")), BlobError.CONDITION_NOT_MET);
        assertRefused(blobs.delete(BLOB, same), BlobError.CONDITION_NOT_MET);
        assertThat(read(BLOB)).isEqualTo("3");
        assertThat(files()).containsExactly("uploads/d1/logs/a.txt");
    }

    @Test
    void ofManyThatCreateOneWins() {
        BlobOrder create = new BlobOrder(BLOB, BlobCondition.NONE.butCreateOnly(), Map.of());
        List<Uni<String>> attempts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            attempts.add(blobs.put(create, announced(1), body("x")).map(state -> "created")
                    .onFailure(BlobRefusal.class).recoverWithItem(refusal -> ((BlobRefusal) refusal).error().wireName()));
        }
        assertThat(await(Uni.join().all(attempts).andCollectFailures())).containsOnlyOnce("created")
                .filteredOn(outcome -> !outcome.equals("created")).hasSize(19).containsOnly("BlobAlreadyExists");
    }

    @Test
    void deletedBlobIsGoneWithItsDirectories() {
        put(BLOB, "x");
        await(blobs.delete(BLOB, BlobCondition.NONE));
        assertThat(find(BLOB)).isEmpty();
        assertRefused(blobs.read(BLOB), BlobError.BLOB_NOT_FOUND);
        assertRefused(blobs.delete(BLOB, BlobCondition.NONE), BlobError.BLOB_NOT_FOUND);
        assertThat(directory.resolve("uploads")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = { "d1/with space.txt", "d1/grüße/日本.txt", "d1/#1?x=%41&y", "d1/%2e%2e/x", "d1/~a", "d1/-rf *",
            "d1/a:b",
            "d1/😀" })
    void anyNameIsOne(String name) {
        put(new BlobName(name), name);
        assertThat(read(new BlobName(name))).isEqualTo(name);
        assertThat(files()).hasSize(1).allMatch(file -> file.startsWith("uploads/d1/"));
    }

    @Test
    void longNamesStayApart() {
        BlobName one = new BlobName("d1/" + "ü".repeat(1000) + "a");
        BlobName other = new BlobName("d1/" + "ü".repeat(1000) + "b");
        put(one, "1");
        put(other, "2");
        assertThat(read(one) + read(other)).isEqualTo("12");
    }

    @Test
    void nameIsABlobOrTheBeginningOfOthers() {
        put(BLOB, "x");
        assertRefused(blobs.put(order(new BlobName("d1/logs")), announced(1), body("y")), BlobError.RESOURCE_TYPE_MISMATCH);
        assertRefused(blobs.put(order(new BlobName("d1/logs/a.txt/b")), announced(1), body("y")),
                BlobError.RESOURCE_TYPE_MISMATCH);
        assertThat(find(new BlobName("d1/logs"))).isEmpty();
        assertThat(find(new BlobName("d1/logs/a.txt/b"))).isEmpty();
        assertThat(files()).containsExactly("uploads/d1/logs/a.txt");
    }

    @Test
    void linksLeadNowhere(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createDirectories(directory.resolve("uploads/d1"));
        Files.createSymbolicLink(directory.resolve("uploads/d1/out"), outside);
        Files.createSymbolicLink(directory.resolve("uploads/d1/file"), outside.resolve("secret"));
        for (String name : List.of("d1/out/secret", "d1/file")) {
            assertRefused(blobs.read(new BlobName(name)), BlobError.INVALID_RESOURCE_NAME);
            assertRefused(blobs.find(new BlobName(name)), BlobError.INVALID_RESOURCE_NAME);
            assertRefused(blobs.put(order(new BlobName(name)), announced(1), body("x")), BlobError.INVALID_RESOURCE_NAME);
        }
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void limitsHold() {
        blobs = directory(
                Map.of("nave.files.max-blob-size", "10", "nave.files.max-block-size", "4", "nave.files.max-blocks", "3"));
        assertRefused(blobs.put(order(), announced(11), body("")), BlobError.REQUEST_BODY_TOO_LARGE);
        assertRefused(blobs.putBlock(BLOB, id("a"), announced(5), body("")), BlobError.REQUEST_BODY_TOO_LARGE);
        putBlock("a", "1234");
        putBlock("b", "1234");
        assertRefused(blobs.putBlock(BLOB, id("c"), announced(3), body("123")), BlobError.REQUEST_BODY_TOO_LARGE);
        putBlock("c", "12");
        assertRefused(blobs.putBlock(BLOB, id("d"), announced(0), body("")), BlobError.BLOCK_COUNT_EXCEEDS_LIMIT);
        putBlock("a", "12");
        assertRefused(blobs.putBlock(BLOB, id("ab"), announced(0), body("")), BlobError.BLOCK_COUNT_EXCEEDS_LIMIT);
        assertRefused(blobs.putBlockList(order(), List.of(latest("b"), latest("b"), latest("b"))),
                BlobError.REQUEST_BODY_TOO_LARGE);
        assertRefused(blobs.putBlockList(order(), List.of(latest("c"), latest("c"), latest("c"), latest("c"))),
                BlobError.BLOCK_LIST_TOO_LONG);
    }

    @Test
    void blockIdsOfABlobAreEquallyLong() {
        putBlock("a", "1");
        assertRefused(blobs.putBlock(BLOB, id("ab"), announced(1), body("2")), BlobError.INVALID_BLOB_OR_BLOCK);
    }

    @Test
    void diskIsNotFilledUp() {
        blobs = directory(Map.of("nave.files.keep-free", "8000000T"));
        assertRefused(blobs.put(order(), announced(1), body("x")), BlobError.SERVER_BUSY);
        assertRefused(blobs.putBlock(BLOB, id("a"), announced(1), body("x")), BlobError.SERVER_BUSY);
        assertThat(files()).isEmpty();
    }

    @Test
    void whatNobodyFinishedGoesInTime() throws IOException {
        // given
        putBlock("a", "old");
        BlobName young = new BlobName("d1/young");
        await(blobs.putBlock(young, id("a"), announced(3), body("new")));
        Map<String, String> headers = Map.of("content-type", "text/plain");
        await(blobs.put(new BlobOrder(new BlobName("kept"), BlobCondition.NONE, headers), announced(1), body("x")));
        await(blobs.put(new BlobOrder(new BlobName("gone"), BlobCondition.NONE, headers), announced(1), body("x")));
        Files.delete(directory.resolve("uploads/gone"));
        Path received = Files.writeString(directory.resolve(".nave/writing/1"), "half");
        Path arriving = Files.writeString(directory.resolve(".nave/writing/2"), "half");
        makeOld(Duration.ofMinutes(61), received);
        makeOld(Duration.ofMinutes(59), arriving);
        Path abandoned = Files.writeString(directory.resolve(".nave/drafts/1"), "half");
        Path written = Files.writeString(directory.resolve(".nave/drafts/2"), "half");
        makeOld(Duration.ofMinutes(61), abandoned);
        makeOld(Duration.ofMinutes(59), written);
        makeOld(Duration.ofHours(25), BlobPaths.of(directory, "uploads").blocksOf(BLOB));
        makeOld(Duration.ofHours(25), BlobPaths.of(directory, "uploads").notes().toFile().listFiles()[0].toPath(),
                BlobPaths.of(directory, "uploads").notes().toFile().listFiles()[1].toPath());
        // when
        new DirectoryUpkeep(BlobPaths.of(directory, "uploads"), new StoredBlobs(BlobPaths.of(directory, "uploads")),
                new BlobNotes(BlobPaths.of(directory, "uploads")), Duration.ofHours(24), Clock.systemUTC()).sweep();
        // then
        assertRefused(blobs.blockList(BLOB), BlobError.BLOB_NOT_FOUND);
        assertThat(await(blobs.blockList(young)).uncommitted()).hasSize(1);
        assertThat(find(new BlobName("kept")).orElseThrow().headers()).isEqualTo(headers);
        assertThat(files()).filteredOn(file -> file.contains("notes")).hasSize(1);
        assertThat(received).doesNotExist();
        assertThat(arriving).exists();
        assertThat(abandoned).doesNotExist();
        assertThat(written).exists();
    }

    private static void makeOld(Duration age, Path... paths) throws IOException {
        for (Path path : paths) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(age)));
        }
    }

    @Test
    void directoryThatCannotBeWrittenToIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> await(new BlobDirectory(config(Map.of("nave.files.directory", file.toString())),
                Clock.systemUTC()).open())).hasMessageContaining("nave.files.directory (" + file + ")");
    }

    private BlockBlobs directory(Map<String, String> settings) {
        BlockBlobs opened = new BlobDirectory(config(settings), Clock.systemUTC());
        await(opened.open());
        return opened;
    }

    private BlobConfig config(Map<String, String> settings) {
        Map<String, String> all = new java.util.HashMap<>(Map.of("nave.files.directory", directory.toString(),
                "nave.files.keep-free", "0"));
        all.putAll(settings);
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(BlobConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100)).build().getConfigMapping(BlobConfig.class);
    }

    private BlobState put(BlobName blob, String text) {
        return await(blobs.put(order(blob), announced(text.getBytes(StandardCharsets.UTF_8).length), body(text)));
    }

    private void putBlock(String id, String text) {
        await(blobs.putBlock(BLOB, id(id), announced(text.length()), body(text)));
    }

    private BlobState commit(From from, String... ids) {
        return await(blobs.putBlockList(order(), Stream.of(ids).map(id -> new ListedBlock(id(id), from)).toList()));
    }

    private static ListedBlock latest(String id) {
        return new ListedBlock(id(id), From.LATEST);
    }

    private static BlockId id(String text) {
        return new BlockId(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static BlobOrder order() {
        return order(BLOB);
    }

    private static BlobOrder order(BlobName blob) {
        return new BlobOrder(blob, BlobCondition.NONE, Map.of());
    }

    private static AnnouncedBody announced(long length) {
        return new AnnouncedBody(length, Optional.empty(), Optional.empty());
    }

    private static Multi<byte[]> body(String text) {
        return text.isEmpty() ? Multi.createFrom().empty() : Multi.createFrom().item(text.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<BlobState> find(BlobName blob) {
        return await(blobs.find(blob));
    }

    private String read(BlobName blob) {
        return await(blobs.read(blob).chain(content -> text(content.bytes(0, content.state().size()))));
    }

    private static Uni<String> text(Multi<byte[]> pieces) {
        return pieces.map(piece -> new String(piece, StandardCharsets.UTF_8)).collect().in(StringBuilder::new,
                StringBuilder::append).map(StringBuilder::toString);
    }

    private List<String> files() {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).map(file -> directory.relativize(file).toString()).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(Uni<?> uni, BlobError error) {
        assertThatThrownBy(() -> await(uni))
                .isInstanceOfSatisfying(BlobRefusal.class, refusal -> assertThat(refusal.error()).isEqualTo(error));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(LIMIT);
    }
}
