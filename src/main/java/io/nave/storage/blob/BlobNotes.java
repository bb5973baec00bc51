package io.nave.storage.blob;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.blobs.BlobOrder;
import io.nave.hub.blobs.BlockId;
import io.nave.hub.blobs.BlockList.Block;
import io.nave.hub.files.BlobName;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a blob has beside its bytes: a line of JSON, {@code {"blob":"d1/a","headers":{…}}}, then a line for each block, its id
 * in
 * hex and its size. A blob that has neither headers nor blocks has no notes. For worker threads.
 */
final class BlobNotes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlobPaths paths;

    BlobNotes(BlobPaths paths) {
        this.paths = paths;
    }

    /** Writes the notes for a blob that will have this etag, by way of a file that nobody knows. */
    void write(BlobOrder order, EntityTag tag, List<Block> blocks, Path draft) throws IOException {
        if (order.headers().isEmpty() && blocks.isEmpty()) {
            return;
        }
        String lines = blocks.stream().map(block -> block.id().hex() + " " + block.size() + "\n").collect(Collectors.joining());
        Files.writeString(draft, head(order) + "\n" + lines, UTF_8);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        DurableFiles.move(draft, paths.notesOf(order.blob(), tag), paths.notes());
    }

    private static ObjectNode head(BlobOrder order) {
        ObjectNode head = JsonNodeFactory.instance.objectNode().put("blob", order.blob().value());
        order.headers().forEach(head.putObject("headers")::put);
        return head;
    }

    /** The headers of the blob that has this etag. */
    Map<String, String> headers(BlobName blob, EntityTag tag) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(paths.notesOf(blob, tag), UTF_8)) {
            Map<String, String> headers = new HashMap<>();
            read(reader).path("headers").properties().forEach(field -> headers.put(field.getKey(), field.getValue().asText()));
            return headers;
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    /** The blocks of the blob that has this etag, in order. */
    List<Block> blocks(BlobName blob, EntityTag tag) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(paths.notesOf(blob, tag), UTF_8)) {
            return reader.lines().skip(1).map(BlobNotes::block).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Block block(String line) {
        int space = line.indexOf(' ');
        return new Block(BlockId.ofHex(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }

    private static JsonNode read(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        return JSON.readTree(line == null ? "{}" : line);
    }

    /** The blob whose notes these are. */
    BlobName blobOf(Path notes) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(notes, UTF_8)) {
            return new BlobName(read(reader).path("blob").asText());
        }
    }

    void delete(BlobName blob, EntityTag tag) throws IOException {
        Files.deleteIfExists(paths.notesOf(blob, tag));
    }
}
