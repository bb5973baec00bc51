package io.nave.hub.jobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.HubNames;
import io.nave.hub.identity.InMemoryIdentityStore;
import io.nave.hub.identity.RegistryFixture;
import io.nave.hub.jobs.JobRequest.Blob;
import io.nave.hub.jobs.JobRequest.StorageAccess;
import io.nave.hub.monitoring.HubEvent;
import io.smallrye.mutiny.Uni;

/** A hub in memory whose replicas carry out jobs when a test says so. */
final class JobsFixture {

    private static final String FOLDERS = "https://hub.test.local/admin/files/";
    private static final ConfigurationTransfer NO_CONFIGURATIONS = new ConfigurationTransfer() {

        @Override
        public Uni<Void> export(JobContainer container, String name) {
            throw new AssertionError("Nobody asked for configurations");
        }

        @Override
        public Uni<List<LineError>> importAll(JobContainer container, String name, long offset) {
            throw new AssertionError("Nobody asked for configurations");
        }
    };

    final InMemoryIdentityStore identities = new InMemoryIdentityStore();
    final InMemoryJobFileStore files = new InMemoryJobFileStore();
    final InMemoryRegistryJobStore jobs = new InMemoryRegistryJobStore();
    final List<HubEvent> events = new CopyOnWriteArrayList<>();
    final MovableClock clock = new MovableClock();
    final RegistryFixture registries = new RegistryFixture(identities, new ConnectionTable(), new InMemoryNodeMessenger(),
            events::add, clock);
    final InMemoryBlobContainers blobs = new InMemoryBlobContainers();
    final JobContainers containers = new JobContainers(new HubFolders(new HubNames("hub.test.local", Set.of(), "nave"), files),
            blobs);
    final RegistryJobService service = new RegistryJobService(jobs, containers, new JobBell(), clock);

    /** One replica, and what it sees of the jobs. */
    record Replica(RegistryJobRunner runner, HookedJobStore store) {

        void runWaiting() {
            runner.runWaiting().await().atMost(Duration.ofSeconds(20));
        }
    }

    Replica replica(String name) {
        HookedJobStore store = new HookedJobStore(jobs);
        RegistryImport importer = new RegistryImport(registries.bulk(), NO_CONFIGURATIONS, store, containers);
        RegistryExport exporter = new RegistryExport(identities, identities.modules(), registries.twinStore(),
                NO_CONFIGURATIONS, store, containers);
        return new Replica(new RegistryJobRunner(store, importer, exporter, new JobBell(), new ReplicaId(name), clock,
                events::add), store);
    }

    /** Uploads a file and enqueues its import; errors go to the folder {@code out}. */
    String enqueueImport(String lines) {
        files.put(new JobFile("in", "devices.txt"), lines);
        return create(new JobRequest(JobRequest.Type.IMPORT, Optional.of(new Blob(FOLDERS + "in", "devices.txt")),
                new Blob(FOLDERS + "out", "devices.txt"), false, StorageAccess.UNSAID));
    }

    /** Enqueues an export to {@code out/devices.txt}. */
    String enqueueExport(boolean excludeKeys) {
        return create(new JobRequest(JobRequest.Type.EXPORT, Optional.empty(), new Blob(FOLDERS + "out", "devices.txt"),
                excludeKeys, StorageAccess.UNSAID));
    }

    private String create(JobRequest request) {
        return service.create(request).await().indefinitely().id();
    }

    /** Imports by one replica; what importErrors.log says. */
    String importLines(String lines) {
        String id = enqueueImport(lines);
        replica("importer").runWaiting();
        requireCompleted(id);
        return files.text(new JobFile("out", RegistryImport.ERROR_LOG));
    }

    /** Exports by one replica; the lines. */
    String export(boolean excludeKeys) {
        String id = enqueueExport(excludeKeys);
        replica("exporter").runWaiting();
        requireCompleted(id);
        return files.text(new JobFile("out", "devices.txt"));
    }

    private void requireCompleted(String id) {
        if (job(id).status() != JobStatus.COMPLETED) {
            throw new AssertionError(job(id) + " " + events);
        }
    }

    RegistryJob job(String id) {
        return service.get(id).await().indefinitely();
    }

    /** A clock that a test moves. */
    static final class MovableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-06-01T12:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
