package io.nave.hub.files;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/** Uploads in memory, of the identities it is told of. Safe for all threads. */
public final class InMemoryFileUploadStore implements FileUploadStore {

    private final Map<String, FileUpload> uploads = new LinkedHashMap<>();
    private final Set<ClientId> clients = new HashSet<>();

    /** There is this device or module from now on. */
    public synchronized void register(ClientId client) {
        clients.add(client);
    }

    /** It is gone, with its uploads. */
    public synchronized void delete(ClientId client) {
        clients.remove(client);
        uploads.values().removeIf(upload -> upload.client().equals(client));
    }

    @Override
    public Uni<Opening> open(FileUpload upload, Instant now) {
        return later(() -> openNow(upload, now));
    }

    private Opening openNow(FileUpload upload, Instant now) {
        trim(upload.client(), now);
        long active = uploads.values().stream().filter(other -> isOfSameDevice(other, upload.client()))
                .filter(other -> other.isActive(now)).count();
        if (active >= MAX_ACTIVE) {
            return Opening.TOO_MANY;
        }
        if (!clients.contains(upload.client())) {
            return Opening.UNKNOWN_CLIENT;
        }
        uploads.put(upload.correlationId(), upload);
        return Opening.OPENED;
    }

    private void trim(ClientId client, Instant now) {
        uploads.values().stream().filter(other -> isOfSameDevice(other, client)).filter(other -> !other.isActive(now))
                .sorted(Comparator.comparing(FileUpload::expiresAt).reversed()).skip(MAX_ENDED).toList()
                .forEach(old -> uploads.remove(old.correlationId()));
    }

    private static boolean isOfSameDevice(FileUpload upload, ClientId client) {
        return upload.client().device().equals(client.device());
    }

    @Override
    public Uni<Optional<FileUpload>> find(ClientId client, String correlationId) {
        return later(() -> Optional.ofNullable(uploads.get(correlationId)).filter(upload -> upload.client().equals(client)));
    }

    @Override
    public Uni<Void> end(ClientId client, String correlationId, FileUpload.State state) {
        return later(() -> uploads.computeIfPresent(correlationId, (id, upload) -> ended(upload, client, state)))
                .replaceWithVoid();
    }

    private static FileUpload ended(FileUpload upload, ClientId client, FileUpload.State state) {
        boolean changes = upload.client().equals(client) && upload.state() == FileUpload.State.OPEN;
        return changes ? new FileUpload(upload.correlationId(), client, upload.blob(), upload.expiresAt(), state) : upload;
    }

    @Override
    public Uni<Void> forget(Instant expiredBefore) {
        return later(() -> uploads.values().removeIf(upload -> upload.expiresAt().isBefore(expiredBefore))).replaceWithVoid();
    }

    private synchronized <T> T locked(Supplier<T> work) {
        return work.get();
    }

    private <T> Uni<T> later(Supplier<T> work) {
        return Uni.createFrom().item(() -> locked(work));
    }
}
