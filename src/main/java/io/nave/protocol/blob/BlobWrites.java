package io.nave.protocol.blob;

import java.util.List;

import jakarta.inject.Singleton;

import io.nave.hub.blobs.AnnouncedBody;
import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlobState;
import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.blobs.BlockId;
import io.nave.hub.blobs.Checksums;
import io.nave.hub.blobs.ListedBlock;
import io.nave.hub.blobs.LocalContainer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;

import static java.util.Objects.requireNonNullElse;

/** Requests that change a blob. */
@Singleton
final class BlobWrites {

    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    /** Room in a list for one block, and for what is around all of them. */
    private static final int LIST_ENTRY = 128;
    private static final int LIST_FRAME = 1024;

    private final BlockBlobs blobs;
    private final int maxListSize;

    BlobWrites(BlockBlobs blobs, LocalContainer container) {
        this.blobs = blobs;
        this.maxListSize = container.maxBlocks() * LIST_ENTRY + LIST_FRAME;
    }

    Uni<Void> putBlob(BlobRequest request, BlobExchange exchange) {
        requireBlockBlob(request);
        AnnouncedBody announced = request.announced();
        return blobs.put(request.order(), announced, exchange.body()).emitOn(exchange.loop())
                .invoke(state -> created(exchange, state, announced)).replaceWithVoid();
    }

    private static void requireBlockBlob(BlobRequest request) {
        String type = request.header("x-ms-blob-type").orElseThrow(() -> new BlobRefusal(BlobError.MISSING_REQUIRED_HEADER,
                "Put Blob needs the header x-ms-blob-type: BlockBlob"));
        if (!type.equalsIgnoreCase("BlockBlob")) {
            throw new BlobRefusal(BlobError.INVALID_HEADER_VALUE, "This storage has blobs of the type BlockBlob only");
        }
    }

    private static void created(BlobExchange exchange, BlobState state, AnnouncedBody announced) {
        exchange.tell(state);
        stored(exchange, announced);
    }

    /** The checksums that the client sent are those of what is stored. */
    private static void stored(BlobExchange exchange, AnnouncedBody announced) {
        announced.md5().ifPresent(md5 -> exchange.response().putHeader("Content-MD5", md5));
        announced.crc64().ifPresent(crc -> exchange.response().putHeader("x-ms-content-crc64", crc));
        exchange.response().putHeader("x-ms-request-server-encrypted", "false");
        exchange.end(CREATED);
    }

    Uni<Void> putBlock(BlobRequest request, BlobExchange exchange) {
        BlockId id = new BlockId(requireNonNullElse(request.query().get("blockid"), ""));
        AnnouncedBody announced = request.announced();
        return blobs.putBlock(request.blob(), id, announced, exchange.body()).emitOn(exchange.loop())
                .invoke(done -> stored(exchange, announced));
    }

    Uni<Void> putBlockList(BlobRequest request, BlobExchange exchange) {
        AnnouncedBody announced = request.announced();
        if (announced.length() > maxListSize) {
            throw new BlobRefusal(BlobError.REQUEST_BODY_TOO_LARGE, "A block list may have " + maxListSize + " bytes");
        }
        return exchange.body().collect().in(Buffer::buffer, Buffer::appendBytes)
                .emitOn(Infrastructure.getDefaultWorkerPool()).map(document -> blocks(document.getBytes(), announced))
                .chain(blocks -> blobs.putBlockList(request.order(), blocks)).emitOn(exchange.loop())
                .invoke(state -> created(exchange, state, announced)).replaceWithVoid();
    }

    private static List<ListedBlock> blocks(byte[] document, AnnouncedBody announced) {
        Checksums checksums = new Checksums(announced);
        checksums.update(document);
        checksums.require();
        return BlockListXml.parse(document);
    }

    Uni<Void> delete(BlobRequest request, BlobExchange exchange) {
        return blobs.delete(request.blob(), request.condition()).emitOn(exchange.loop())
                .invoke(done -> exchange.end(ACCEPTED));
    }
}
