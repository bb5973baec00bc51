package io.nave.storage.blob;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.blobs.BlockId;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobName;
import io.nave.hub.jobs.ContainerUri;
import io.nave.hub.jobs.JobContainer;
import io.nave.hub.jobs.JobInput;
import io.nave.storage.blob.StorageHttp.Answer;
import io.nave.storage.blob.StorageHttp.Order;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;

/**
 * A container of a storage account elsewhere, by the block-blob protocol and with the signature that the back end gave. Whether
 * that counts is the account's to say. Completes on event loops.
 */
final class AzureJobContainer implements JobContainer {

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final String NO_CONTAINER = "ContainerNotFound";

    private final StorageHttp http;
    private final ContainerUri container;
    private final ContainerSignature signature;

    /** The URI ends without a slash. Fails with BLOB_CONTAINER_VALIDATION_ERROR when it has no signature that could count. */
    AzureJobContainer(StorageHttp http, ContainerUri container, ContainerSignature signature) {
        this.http = http;
        this.container = container;
        this.signature = signature;
    }

    @Override
    public void requireName(String name) {
        new BlobName(name);
    }

    @Override
    public Uni<Void> requireReadable(String name) {
        return Uni.createFrom().voidItem().invoke(() -> signature.require("r"))
                .chain(() -> http.ask(order(HttpMethod.HEAD, new BlobName(name))))
                .invoke(answer -> requireKnown(answer, name)).replaceWithVoid();
    }

    private void requireKnown(Answer answer, String name) {
        if (answer.status() != OK && (answer.status() != NOT_FOUND || answer.code().equals(NO_CONTAINER))) {
            throw refused(answer, name);
        }
    }

    @Override
    public Uni<Void> requireWritable() {
        BlobName probe = JobBlobs.probe();
        Order put = new Order(HttpMethod.PUT, uri(probe, ""), Map.of("x-ms-blob-type", "BlockBlob", "Content-Type",
                JobBlobs.TYPE), Optional.of(JobBlobs.probeContent()));
        return Uni.createFrom().voidItem().invoke(() -> signature.require("rwd"))
                .chain(() -> http.ask(put)).invoke(answer -> require(CREATED, answer, probe))
                .chain(() -> http.ask(order(HttpMethod.DELETE, probe))).invoke(answer -> require(ACCEPTED, answer, probe))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<JobInput>> find(String name) {
        BlobName blob = new BlobName(name);
        return http.insist(order(HttpMethod.HEAD, blob)).invoke(answer -> requireKnown(answer, name))
                .map(answer -> answer.status() == OK ? Optional.of(input(answer, blob)) : Optional.empty());
    }

    private JobInput input(Answer answer, BlobName blob) {
        String etag = answer.headers().get("ETag");
        String size = answer.headers().get("Content-Length");
        if (etag == null || size == null || !size.matches("\\d{1,15}")) {
            throw JobBlobs.refused("The storage account does not tell the size and the etag of '" + blob + "'");
        }
        return new AzureJobInput(http, order(HttpMethod.GET, blob), blob, new AzureJobInput.State(Long.parseLong(size), etag));
    }

    @Override
    public Uni<Void> write(String name, Multi<byte[]> content) {
        return BlockWriting.run(content, JobBlobs.BLOCK, new Output(new BlobName(name)));
    }

    private Order order(HttpMethod method, BlobName blob) {
        return new Order(method, uri(blob, ""), Map.of(), Optional.empty());
    }

    private String uri(BlobName blob, String moreQuery) {
        return container.uri() + "/" + BlobUri.encode(blob) + container.query() + moreQuery;
    }

    private void require(int status, Answer answer, BlobName blob) {
        if (answer.status() != status) {
            throw refused(answer, blob.value());
        }
    }

    private HubException refused(Answer answer, String name) {
        return JobBlobs.refused(("The storage refused '" + name + "' in " + container + " with " + answer.status() + " "
                + answer.code()).strip());
    }

    /** A blob that is written. */
    private final class Output implements BlockWriting.Target {

        private final BlobName blob;

        Output(BlobName blob) {
            this.blob = blob;
        }

        @Override
        public Uni<Void> putBlock(BlockId id, byte[] block) {
            String more = "&comp=block&blockid=" + URLEncoder.encode(id.value(), StandardCharsets.UTF_8);
            return put(more, Map.of(), block);
        }

        @Override
        public Uni<Void> putBlockList(List<BlockId> ids) {
            StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
            ids.forEach(id -> xml.append("<Latest>").append(id.value()).append("</Latest>"));
            byte[] body = xml.append("</BlockList>").toString().getBytes(StandardCharsets.UTF_8);
            return put("&comp=blocklist", Map.of("Content-Type", "application/xml", "x-ms-blob-content-type", JobBlobs.TYPE),
                    body);
        }

        private Uni<Void> put(String moreQuery, Map<String, String> headers, byte[] body) {
            return http.insist(new Order(HttpMethod.PUT, uri(blob, moreQuery), headers, Optional.of(body)))
                    .invoke(answer -> require(CREATED, answer, blob)).replaceWithVoid();
        }
    }
}
