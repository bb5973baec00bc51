package io.nave.storage.blob;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.blobs.AnnouncedBody;
import io.nave.hub.blobs.BlobCondition;
import io.nave.hub.blobs.BlobContent;
import io.nave.hub.blobs.BlobOrder;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlobRight;
import io.nave.hub.blobs.BlobSignatures;
import io.nave.hub.blobs.BlobState;
import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.blobs.BlockId;
import io.nave.hub.blobs.ListedBlock;
import io.nave.hub.blobs.ListedBlock.From;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobName;
import io.nave.hub.jobs.JobContainer;
import io.nave.hub.jobs.JobInput;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The hub's own container as a job sees it with the signature that it was given. What the signature permits is checked when the
 * job is ordered; that it is one, and has not expired, also when the job begins. Completes on worker threads.
 */
final class LocalJobContainer implements JobContainer {

    private final BlockBlobs blobs;
    private final int blockSize;
    private final Grant grant;

    /** A signature as it was given: the fields of its query, and what tells whether it counts. */
    record Grant(Map<String, String> query, BlobSignatures signatures, Clock clock) {

        /** Fails with BLOB_CONTAINER_VALIDATION_ERROR. */
        void require(List<BlobRight> rights) {
            try {
                signatures.requireContainer(query, rights, clock.instant());
            } catch (BlobRefusal refusal) {
                throw refused(refusal);
            }
        }
    }

    /** Fails with BLOB_CONTAINER_VALIDATION_ERROR when the signature does not count. */
    LocalJobContainer(BlockBlobs blobs, int blockSize, Grant grant) {
        grant.require(List.of());
        this.blobs = blobs;
        this.blockSize = blockSize;
        this.grant = grant;
    }

    private static HubException refused(Throwable refusal) {
        return refusal instanceof BlobRefusal known
                ? JobBlobs.refused("The storage of this hub refused it (" + known.error().wireName() + "): " + known.detail())
                : JobBlobs.refused("The storage of this hub failed: " + refusal.getClass().getSimpleName());
    }

    @Override
    public void requireName(String name) {
        new BlobName(name);
    }

    @Override
    public Uni<Void> requireReadable(String name) {
        return Uni.createFrom().voidItem().invoke(() -> grant.require(List.of(BlobRight.READ)));
    }

    @Override
    public Uni<Void> requireWritable() {
        return Uni.createFrom().voidItem()
                .invoke(() -> grant.require(List.of(BlobRight.READ, BlobRight.WRITE, BlobRight.DELETE)))
                .chain(() -> known(probe(JobBlobs.probe(), JobBlobs.probeContent())));
    }

    private Uni<Void> probe(BlobName probe, byte[] content) {
        AnnouncedBody announced = new AnnouncedBody(content.length, Optional.empty(), Optional.empty());
        return blobs.put(order(probe), announced, Multi.createFrom().item(content))
                .chain(() -> blobs.delete(probe, BlobCondition.NONE));
    }

    private static BlobOrder order(BlobName blob) {
        return new BlobOrder(blob, BlobCondition.NONE, Map.of("content-type", JobBlobs.TYPE));
    }

    /** Not what the content, or who took the job away, has to say. */
    private static boolean isOfStorage(Throwable failure) {
        return failure instanceof BlobRefusal || failure instanceof UncheckedIOException;
    }

    private static <T> Uni<T> known(Uni<T> work) {
        return work.onFailure(LocalJobContainer::isOfStorage).transform(LocalJobContainer::refused);
    }

    @Override
    public Uni<Optional<JobInput>> find(String name) {
        BlobName blob = new BlobName(name);
        return known(blobs.find(blob)).map(found -> input(blob, found));
    }

    private Optional<JobInput> input(BlobName blob, Optional<BlobState> found) {
        return found.map(state -> new Input(blob, state));
    }

    @Override
    public Uni<Void> write(String name, Multi<byte[]> content) {
        BlobName blob = new BlobName(name);
        return known(BlockWriting.run(content, blockSize, new Output(blob)));
    }

    /** A blob that is read. */
    private final class Input implements JobInput {

        private final BlobName blob;
        private final BlobState state;

        Input(BlobName blob, BlobState state) {
            this.blob = blob;
            this.state = state;
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
            return blobs.read(blob).onItem().transformToMulti(content -> bytes(content, offset))
                    .onFailure(BlobRefusal.class).transform(gone -> JobBlobs.replaced(blob));
        }

        private Multi<byte[]> bytes(BlobContent content, long offset) {
            if (content.state().etag().equals(state.etag())) {
                return content.bytes(offset, state.size() - offset);
            }
            content.close();
            throw JobBlobs.replaced(blob);
        }
    }

    /** A blob that is written. */
    private final class Output implements BlockWriting.Target {

        private final BlobName blob;

        Output(BlobName blob) {
            this.blob = blob;
        }

        @Override
        public Uni<Void> putBlock(BlockId id, byte[] block) {
            AnnouncedBody announced = new AnnouncedBody(block.length, Optional.empty(), Optional.empty());
            return blobs.putBlock(blob, id, announced, Multi.createFrom().item(block));
        }

        @Override
        public Uni<Void> putBlockList(List<BlockId> ids) {
            List<ListedBlock> blocks = ids.stream().map(id -> new ListedBlock(id, From.UNCOMMITTED)).toList();
            return blobs.putBlockList(order(blob), blocks).replaceWithVoid();
        }
    }
}
