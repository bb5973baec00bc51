package io.nave.storage.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.blobs.AnnouncedBody;
import io.nave.hub.blobs.BlobCondition;
import io.nave.hub.blobs.BlobContent;
import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobOrder;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlobState;
import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.blobs.BlockId;
import io.nave.hub.blobs.BlockList;
import io.nave.hub.blobs.BlockList.Block;
import io.nave.hub.blobs.ListedBlock;
import io.nave.hub.files.BlobName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** The hub's own container as a directory. Completes on worker threads. */
@Singleton
final class BlobDirectory implements BlockBlobs {

    /** How often a blob may be replaced while it is opened. */
    private static final int ATTEMPTS = 10;

    private final boolean used;
    private final BlobPaths paths;
    private final BlobLimits limits;
    private final DiskReserve reserve;
    private final BodyReceiver receiver;
    private final StoredBlobs stored;
    private final StagedBlocks staged;
    private final BlobNotes notes;
    private final BlobPublisher publisher;
    private final DirectoryUpkeep upkeep;

    BlobDirectory(BlobConfig config, Clock clock) {
        used = config.store() == BlobConfig.Store.LOCAL;
        paths = BlobPaths.of(Path.of(config.directory()).toAbsolutePath(), config.container());
        limits = config.limits();
        reserve = new DiskReserve(paths.directory(), limits.keepFree());
        receiver = new BodyReceiver(paths.writing(), reserve);
        stored = new StoredBlobs(paths);
        staged = new StagedBlocks(paths, limits);
        notes = new BlobNotes(paths);
        publisher = new BlobPublisher(paths, stored, notes, staged, clock);
        upkeep = new DirectoryUpkeep(paths, stored, notes, limits.keepUnfinished(), clock);
    }

    @Override
    public Uni<Void> open() {
        return used ? DiskStep.run(this::make) : Uni.createFrom().voidItem();
    }

    private void make() {
        try {
            paths.make();
            Files.delete(Files.createFile(receiver.newFile()));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "nave.files.directory (" + paths.directory() + ") cannot be written to: " + e.getMessage(), e);
        }
    }

    @Override
    public Uni<BlobState> put(BlobOrder order, AnnouncedBody announced, Multi<byte[]> body) {
        return DiskWork.run(() -> requirePut(order, announced))
                .chain(ready -> receiver.receive(announced, body))
                .chain(file -> published(file, order, List.of()));
    }

    private BlobOrder requirePut(BlobOrder order, AnnouncedBody announced) throws IOException {
        requireSize(announced.length(), limits.maxBlobSize(), "blob");
        order.condition().requireForWriting(stored.find(order.blob()).map(blob -> blob.state(order.headers())));
        return order;
    }

    private static void requireSize(long size, long max, String what) {
        if (size > max) {
            throw new BlobRefusal(BlobError.REQUEST_BODY_TOO_LARGE, "A " + what + " may have " + max + " bytes");
        }
    }

    private Uni<BlobState> published(Path file, BlobOrder order, List<Block> blocks) {
        return DiskWork.run(() -> publisher.publish(file, order, blocks, receiver.newFile()))
                .onFailure().call(() -> dropped(file));
    }

    private static Uni<Boolean> dropped(Path file) {
        return DiskWork.run(() -> Files.deleteIfExists(file));
    }

    @Override
    public Uni<Void> putBlock(BlobName blob, BlockId id, AnnouncedBody announced, Multi<byte[]> body) {
        return DiskWork.run(() -> requireBlock(blob, id, announced))
                .chain(ready -> receiver.receive(announced, body))
                .chain(file -> kept(file, blob, id));
    }

    private BlockId requireBlock(BlobName blob, BlockId id, AnnouncedBody announced) throws IOException {
        requireSize(announced.length(), limits.maxBlockSize(), "block");
        staged.requireRoom(blob, id, announced.length());
        return id;
    }

    private Uni<Void> kept(Path file, BlobName blob, BlockId id) {
        return DiskStep.run(() -> staged.keep(blob, id, file))
                .onFailure().call(() -> dropped(file));
    }

    @Override
    public Uni<BlobState> putBlockList(BlobOrder order, List<ListedBlock> blocks) {
        return DiskWork.run(() -> assemble(order, blocks));
    }

    private BlobState assemble(BlobOrder order, List<ListedBlock> list) throws IOException {
        if (list.size() > limits.maxBlocks()) {
            throw new BlobRefusal(BlobError.BLOCK_LIST_TOO_LONG, "A blob may have " + limits.maxBlocks() + " blocks");
        }
        BlobAssembly assembly = assembly(order.blob());
        List<Block> blocks = assembly.blocks(list);
        long size = blocks.stream().mapToLong(Block::size).sum();
        requireSize(size, limits.maxBlobSize(), "blob");
        reserve.require(size);
        Path file = receiver.newFile();
        try {
            assembly.write(list, file);
            return publisher.publish(file, order, blocks, receiver.newFile());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private BlobAssembly assembly(BlobName blob) throws IOException {
        BlobAssembly assembly = new BlobAssembly();
        Optional<StoredBlob> present = stored.find(blob);
        if (present.isPresent()) {
            assembly.addCommitted(present.get().file(), notes.blocks(blob, present.get().tag()));
        }
        staged.list(blob).forEach(block -> assembly.addUncommitted(staged.fileOf(blob, block.id()), block));
        return assembly;
    }

    @Override
    public Uni<BlockList> blockList(BlobName blob) {
        return DiskWork.run(() -> listBlocks(blob));
    }

    private BlockList listBlocks(BlobName blob) throws IOException {
        Optional<StoredBlob> present = stored.find(blob);
        List<Block> uncommitted = staged.list(blob);
        if (present.isEmpty() && uncommitted.isEmpty()) {
            throw StoredBlobs.notFound();
        }
        return new BlockList(present.isEmpty() ? List.of() : notes.blocks(blob, present.get().tag()), uncommitted);
    }

    @Override
    public Uni<Optional<BlobState>> find(BlobName blob) {
        return DiskWork.run(() -> present(blob));
    }

    private Optional<BlobState> present(BlobName blob) throws IOException {
        Optional<StoredBlob> present = stored.find(blob);
        return present.isEmpty() ? Optional.empty() : Optional.of(state(blob, present.get()));
    }

    private BlobState state(BlobName blob, StoredBlob present) throws IOException {
        return present.state(notes.headers(blob, present.tag()));
    }

    @Override
    public Uni<BlobContent> read(BlobName blob) {
        return DiskWork.run(() -> open(blob));
    }

    /** The file that was opened is the one whose state this is when it is in its place before and after. */
    private BlobContent open(BlobName blob) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            StoredBlob before = stored.get(blob);
            BlobState state = state(blob, before);
            FileChannel channel = channel(before.file());
            if (stored.find(blob).equals(Optional.of(before))) {
                return new FileContent(state, channel);
            }
            channel.close();
        }
        throw new BlobRefusal(BlobError.SERVER_BUSY, "The blob is being replaced all the time; try again");
    }

    private static FileChannel channel(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw StoredBlobs.notFound();
        }
    }

    @Override
    public Uni<Void> delete(BlobName blob, BlobCondition condition) {
        return DiskStep.run(() -> remove(blob, condition));
    }

    private void remove(BlobName blob, BlobCondition condition) throws IOException {
        StoredBlob present = stored.get(blob);
        condition.requireForWriting(Optional.of(present.state(Map.of())));
        if (!DurableFiles.delete(present.file(), paths.container())) {
            throw StoredBlobs.notFound();
        }
        notes.delete(blob, present.tag());
    }

    @Override
    public Multi<Void> upkeep() {
        return used ? upkeep.run() : Multi.createFrom().empty();
    }
}
