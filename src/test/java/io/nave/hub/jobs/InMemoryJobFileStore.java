package io.nave.hub.jobs;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The files of jobs in memory. Safe for all threads. */
public final class InMemoryJobFileStore implements JobFileStore {

    private static final int PIECE = 1000;

    private final Map<JobFile, StoredFile> files = new ConcurrentHashMap<>();
    private final Map<Long, byte[]> contents = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final long max;

    public InMemoryJobFileStore() {
        this(1 << 30);
    }

    public InMemoryJobFileStore(long max) {
        this.max = max;
    }

    /** Writes a text at once. */
    public void put(JobFile file, String text) {
        write(file, Multi.createFrom().item(text.getBytes(UTF_8))).await().indefinitely();
    }

    /** The text of a file that is there. */
    public String text(JobFile file) {
        return new String(content(find(file).await().indefinitely().orElseThrow()), UTF_8);
    }

    @Override
    public long maxFileSize() {
        return max;
    }

    @Override
    public Uni<StoredFile> write(JobFile file, Multi<byte[]> content) {
        return content.collect().in(ByteArrayOutputStream::new, this::append).map(all -> put(file, all.toByteArray()));
    }

    private void append(ByteArrayOutputStream all, byte[] piece) {
        if (all.size() + piece.length > max) {
            throw new HubException(ErrorCode.MESSAGE_TOO_LARGE, "A file has at most " + max + " bytes");
        }
        all.writeBytes(piece);
    }

    private StoredFile put(JobFile file, byte[] content) {
        StoredFile stored = new StoredFile(file, versions.incrementAndGet(), content.length, Instant.now());
        contents.put(stored.version(), content);
        Optional.ofNullable(files.put(file, stored)).ifPresent(old -> contents.remove(old.version()));
        return stored;
    }

    @Override
    public Uni<Optional<StoredFile>> find(JobFile file) {
        return Uni.createFrom().item(() -> Optional.ofNullable(files.get(file)));
    }

    @Override
    public Multi<byte[]> read(StoredFile file, long offset) {
        int pieces = (int) Math.ceilDiv(Math.max(0, file.size() - offset), PIECE);
        return Multi.createFrom().range(0, pieces).map(i -> piece(file, offset + (long) i * PIECE))
                .onCompletion().invoke(() -> content(file));
    }

    private byte[] piece(StoredFile file, long from) {
        return Arrays.copyOfRange(content(file), (int) from, (int) Math.min(file.size(), from + PIECE));
    }

    private byte[] content(StoredFile file) {
        return Optional.ofNullable(contents.get(file.version()))
                .orElseThrow(() -> new HubException(ErrorCode.CONFLICT, "The file was replaced or deleted"));
    }

    @Override
    public Uni<Boolean> delete(JobFile file) {
        return Uni.createFrom().item(() -> Optional.ofNullable(files.remove(file)))
                .invoke(gone -> gone.ifPresent(stored -> contents.remove(stored.version())))
                .map(Optional::isPresent);
    }

    @Override
    public Uni<List<StoredFile>> list() {
        return Uni.createFrom().item(() -> files.values().stream()
                .sorted(Comparator.comparing(stored -> stored.file().toString())).toList());
    }

    @Override
    public Uni<Void> sealAll() {
        return Uni.createFrom().voidItem();
    }
}
