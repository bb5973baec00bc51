package io.nave.protocol.blob;

import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.blobs.BlobContent;
import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlobState;
import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.blobs.BlockList;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;

/**
 * Requests that read a blob. What a device wrote is never a page of the hub's: whatever type it gave to it, a browser neither
 * guesses another nor runs anything in it.
 */
@Singleton
final class BlobReads {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final String MD5 = "content-md5";

    private final BlockBlobs blobs;

    BlobReads(BlockBlobs blobs) {
        this.blobs = blobs;
    }

    Uni<Void> get(BlobRequest request, BlobExchange exchange) {
        return blobs.read(request.blob()).emitOn(exchange.loop()).chain(content -> answer(content, request, exchange));
    }

    private static Uni<Void> answer(BlobContent content, BlobRequest request, BlobExchange exchange) {
        try {
            BlobState state = content.state();
            request.condition().requireForReading(state);
            ByteRange range = range(request, state, exchange.response());
            return exchange.send(content.bytes(range.first(), range.length()));
        } catch (RuntimeException e) {
            content.close();
            throw e;
        }
    }

    /** Which bytes go out, with the headers that say so. */
    private static ByteRange range(BlobRequest request, BlobState state, HttpServerResponse response) {
        Optional<ByteRange> wanted = ByteRange.of(request.header("x-ms-range").orElse(request.headers().get("Range")),
                state.size());
        ByteRange range = wanted.orElse(new ByteRange(0, state.size() - 1));
        if (wanted.isPresent() && range.isEmpty()) {
            response.putHeader("Content-Range", "bytes */" + state.size());
            throw new BlobRefusal(BlobError.INVALID_RANGE, "The blob has " + state.size() + " bytes");
        }
        describe(state, response, wanted.isPresent());
        response.setStatusCode(wanted.isPresent() ? PARTIAL : OK).putHeader("Content-Length", String.valueOf(range.length()));
        if (wanted.isPresent()) {
            response.putHeader("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + state.size());
        }
        return range;
    }

    private static void describe(BlobState state, HttpServerResponse response, boolean partial) {
        response.putHeader("Content-Type", "application/octet-stream");
        for (Map.Entry<String, String> header : state.headers().entrySet()) {
            boolean ofWhole = header.getKey().equals(MD5) && partial;
            response.putHeader(ofWhole ? "x-ms-blob-content-md5" : header.getKey(), header.getValue());
        }
        response.putHeader("ETag", state.etag()).putHeader("Last-Modified", HttpTime.of(state.modifiedAt()))
                .putHeader("x-ms-creation-time", HttpTime.of(state.modifiedAt()))
                .putHeader("Accept-Ranges", "bytes").putHeader("x-ms-blob-type", "BlockBlob")
                .putHeader("x-ms-lease-status", "unlocked").putHeader("x-ms-lease-state", "available")
                .putHeader("x-ms-server-encrypted", "false")
                .putHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    }

    Uni<Void> properties(BlobRequest request, BlobExchange exchange) {
        return blobs.find(request.blob()).emitOn(exchange.loop())
                .invoke(found -> tell(present(found), request, exchange)).replaceWithVoid();
    }

    private static void tell(BlobState state, BlobRequest request, BlobExchange exchange) {
        request.condition().requireForReading(state);
        describe(state, exchange.response(), false);
        exchange.response().putHeader("Content-Length", String.valueOf(state.size()));
        exchange.end(OK);
    }

    private static BlobState present(Optional<BlobState> found) {
        return found.orElseThrow(() -> new BlobRefusal(BlobError.BLOB_NOT_FOUND, "There is no such blob"));
    }

    /** A list without a blob is that of what was not finished; only a blob has an etag. */
    Uni<Void> blockList(BlobRequest request, BlobExchange exchange) {
        return Uni.combine().all().unis(blobs.blockList(request.blob()), blobs.find(request.blob())).asTuple()
                .emitOn(exchange.loop())
                .invoke(both -> list(both.getItem1(), both.getItem2().orElse(null), request, exchange)).replaceWithVoid();
    }

    private static void list(BlockList list, @Nullable BlobState state, BlobRequest request, BlobExchange exchange) {
        if (state != null) {
            exchange.tell(state);
        }
        exchange.response().putHeader("x-ms-blob-content-length", String.valueOf(state == null ? 0 : state.size()));
        exchange.end(OK, BlockListXml.write(list, request.query().getOrDefault("blocklisttype", "committed")));
    }
}
