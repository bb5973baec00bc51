package io.nave.storage.blob;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.nave.hub.blobs.MessageFile;
import io.nave.hub.files.BlobName;
import io.nave.storage.blob.StorageHttp.Answer;
import io.smallrye.mutiny.Uni;

/**
 * A file in a storage account: a block for each piece, and a list that makes a blob of them unless there is one of this name.
 * The blob says whose it is, so that a list whose answer was lost is known to have been taken. The account forgets blocks
 * without
 * a list after a week.
 */
final class AzureMessageFile implements MessageFile {

    private static final int CREATED = 201;
    private static final String WRITING = "x-ms-meta-navewriting";

    private final AzureMessageContainer container;
    private final BlobName blob;
    private final String writing = UUID.randomUUID().toString();
    private final List<String> blocks = new ArrayList<>();

    AzureMessageFile(AzureMessageContainer container, BlobName blob) {
        this.container = container;
        this.blob = blob;
    }

    @Override
    public Uni<Void> append(byte[] piece) {
        String name = String.format("%s-%06d", writing, blocks.size());
        String id = Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.US_ASCII));
        blocks.add(id);
        String query = "&comp=block&blockid=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        return container.put(blob, query, Map.of(), piece).invoke(this::requireCreated).replaceWithVoid();
    }

    private void requireCreated(Answer answer) {
        if (answer.status() != CREATED) {
            throw container.refused(answer);
        }
    }

    @Override
    public Uni<Void> publish() {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        blocks.forEach(id -> xml.append("<Uncommitted>").append(id).append("</Uncommitted>"));
        byte[] list = xml.append("</BlockList>").toString().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("Content-Type", "application/xml", "If-None-Match", "*", WRITING, writing);
        return container.put(blob, "&comp=blocklist", headers, list).chain(this::requirePublished);
    }

    private Uni<Void> requirePublished(Answer answer) {
        return answer.status() == CREATED
                ? Uni.createFrom().voidItem()
                : container.find(blob).invoke(found -> requireOurs(found, answer)).replaceWithVoid();
    }

    private void requireOurs(Optional<Answer> found, Answer answer) {
        if (found.filter(this::isOurs).isEmpty()) {
            throw container.refused(answer);
        }
    }

    private boolean isOurs(Answer found) {
        return writing.equals(found.headers().get(WRITING));
    }

    @Override
    public Uni<Void> drop() {
        return Uni.createFrom().voidItem();
    }
}
