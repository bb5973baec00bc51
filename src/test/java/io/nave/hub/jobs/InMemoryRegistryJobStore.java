package io.nave.hub.jobs;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.nave.hub.connections.ReplicaId;
import io.smallrye.mutiny.Uni;

/** Jobs in memory. Safe for all threads. */
public final class InMemoryRegistryJobStore implements RegistryJobStore {

    private final Map<String, Entry> jobs = new HashMap<>();

    private static final class Entry {
        private RegistryJob job;
        private long epoch;
        private Instant leaseUntil = Instant.MIN;
        private ImportPosition position = ImportPosition.START;
        private final TreeMap<Long, LineError> errors = new TreeMap<>();

        Entry(RegistryJob job) {
            this.job = job;
        }

        /** Without signatures. */
        RegistryJob seen() {
            JobRequest request = job.request();
            JobRequest bare = new JobRequest(request.type(), request.input().map(Entry::seen), seen(request.output()),
                    request.excludeKeys(), request.access(), request.configurations());
            return new RegistryJob(job.id(), bare, job.status(), job.progress(), job.createdAt(), job.endedAt(),
                    job.failureReason());
        }

        private static JobRequest.Blob seen(JobRequest.Blob blob) {
            return new JobRequest.Blob(blob.containerUri(), blob.name());
        }

        boolean isActive() {
            return job.status() == JobStatus.ENQUEUED || job.status() == JobStatus.RUNNING;
        }

        void become(JobStatus status, int progress, Optional<Instant> endedAt, String reason) {
            job = new RegistryJob(job.id(), job.request(), status, progress, job.createdAt(), endedAt, reason);
        }
    }

    @Override
    public Uni<Boolean> add(RegistryJob job) {
        return later(() -> {
            forget(job.createdAt().minus(KEPT));
            boolean free = jobs.values().stream().noneMatch(Entry::isActive);
            return free && jobs.put(job.id(), new Entry(job)) == null;
        });
    }

    private void forget(Instant before) {
        jobs.values().removeIf(entry -> entry.job.endedAt().filter(at -> at.isBefore(before)).isPresent());
        newestFirst().skip(MAX_KEPT - 1).filter(entry -> !entry.isActive()).toList()
                .forEach(entry -> jobs.remove(entry.job.id()));
    }

    private java.util.stream.Stream<Entry> newestFirst() {
        return jobs.values().stream().sorted(Comparator.comparing((Entry entry) -> entry.job.createdAt()).reversed());
    }

    @Override
    public Uni<Optional<RegistryJob>> find(String id) {
        return later(() -> Optional.ofNullable(jobs.get(id)).map(Entry::seen));
    }

    @Override
    public Uni<List<RegistryJob>> list() {
        return later(() -> newestFirst().map(Entry::seen).toList());
    }

    @Override
    public Uni<Optional<RegistryJob>> cancel(String id, Instant at) {
        return later(() -> {
            Optional<Entry> found = Optional.ofNullable(jobs.get(id));
            found.filter(Entry::isActive).ifPresent(
                    entry -> entry.become(JobStatus.CANCELLED, entry.job.progress(), Optional.of(at), ""));
            return found.map(Entry::seen);
        });
    }

    @Override
    public Uni<Optional<TakenJob>> take(ReplicaId replica, Instant now, Instant leaseUntil) {
        return later(() -> jobs.values().stream().filter(entry -> isFree(entry, now)).findFirst()
                .map(entry -> taken(entry, leaseUntil)));
    }

    private static boolean isFree(Entry entry, Instant now) {
        return entry.isActive() && (entry.job.status() == JobStatus.ENQUEUED || !entry.leaseUntil.isAfter(now));
    }

    private static TakenJob taken(Entry entry, Instant leaseUntil) {
        entry.become(JobStatus.RUNNING, entry.job.progress(), Optional.empty(), "");
        entry.leaseUntil = leaseUntil;
        entry.epoch++;
        return new TakenJob(entry.job, new JobClaim(entry.job.id(), entry.epoch), entry.position);
    }

    private Optional<Entry> held(JobClaim claim) {
        return Optional.ofNullable(jobs.get(claim.jobId()))
                .filter(entry -> entry.epoch == claim.epoch() && entry.job.status() == JobStatus.RUNNING);
    }

    @Override
    public Uni<Boolean> renew(JobClaim claim, Instant leaseUntil) {
        return later(() -> {
            Optional<Entry> held = held(claim);
            held.ifPresent(entry -> entry.leaseUntil = leaseUntil);
            return held.isPresent();
        });
    }

    @Override
    public Uni<Boolean> advance(JobClaim claim, int progress, ImportPosition position, List<LineError> errors) {
        return later(() -> {
            Optional<Entry> held = held(claim);
            held.ifPresent(entry -> entry.become(JobStatus.RUNNING, progress, Optional.empty(), ""));
            held.ifPresent(entry -> entry.position = position);
            held.ifPresent(entry -> note(entry, errors));
            return held.isPresent();
        });
    }

    private static void note(Entry entry, List<LineError> errors) {
        errors.forEach(error -> entry.errors.put(error.line(), error));
    }

    @Override
    public Uni<Boolean> end(JobClaim claim, JobStatus status, String failureReason, Instant at) {
        return later(() -> {
            Optional<Entry> held = held(claim);
            held.ifPresent(entry -> entry.become(status, status == JobStatus.COMPLETED ? 100 : entry.job.progress(),
                    Optional.of(at), failureReason));
            return held.isPresent();
        });
    }

    @Override
    public Uni<List<LineError>> errors(String jobId, long afterLine, int max) {
        return later(() -> Optional.ofNullable(jobs.get(jobId))
                .map(entry -> entry.errors.tailMap(afterLine, false).values().stream().limit(max).toList())
                .orElse(List.of()));
    }

    private <T> Uni<T> later(Supplier<T> work) {
        return Uni.createFrom().item(() -> {
            synchronized (jobs) {
                return work.get();
            }
        });
    }
}
