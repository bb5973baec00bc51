package io.nave.storage.blob;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import io.nave.hub.files.BlobName;
import io.nave.hub.jobs.JobInput;
import io.nave.storage.blob.StorageHttp.Answer;
import io.nave.storage.blob.StorageHttp.Order;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** A blob of a storage account, read in ranges, each when the one before is worked off, as long as it has the same etag. */
record AzureJobInput(StorageHttp http, Order whole, BlobName blob, State state) implements JobInput {

    private static final int PARTIAL = 206;
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;
    private static final byte[] END = {};

    /** How large it is, in bytes, and which version. */
    record State(long size, String etag) {
    }

    @Override
    public long version() {
        return JobBlobs.version(state.etag());
    }

    @Override
    public long size() {
        return state.size();
    }

    @Override
    public Multi<byte[]> read(long offset) {
        return Multi.createBy().repeating().uni(() -> new AtomicLong(offset), this::next).whilst(piece -> piece.length > 0);
    }

    private Uni<byte[]> next(AtomicLong position) {
        long from = position.get();
        int length = (int) Math.min(JobBlobs.BLOCK, size() - from);
        if (length <= 0) {
            return Uni.createFrom().item(END);
        }
        position.addAndGet(length);
        Map<String, String> headers = Map.of("x-ms-range", "bytes=" + from + "-" + (from + length - 1), "If-Match",
                state.etag());
        return http.insist(new Order(whole.method(), whole.uri(), headers, Optional.empty()))
                .map(answer -> piece(answer, length));
    }

    private byte[] piece(Answer answer, int length) {
        if (answer.status() == PRECONDITION_FAILED || answer.status() == NOT_FOUND) {
            throw JobBlobs.replaced(blob);
        }
        if (answer.status() != PARTIAL || answer.body().length() != length) {
            throw JobBlobs.refused(("The storage refused to give '" + blob + "' with " + answer.status() + " " + answer.code())
                    .strip());
        }
        return answer.body().getBytes();
    }
}
