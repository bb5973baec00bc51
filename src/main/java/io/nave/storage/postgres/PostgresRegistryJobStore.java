package io.nave.storage.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.HubException;
import io.nave.hub.jobs.ContainerUri;
import io.nave.hub.jobs.ImportPosition;
import io.nave.hub.jobs.JobClaim;
import io.nave.hub.jobs.JobRequest;
import io.nave.hub.jobs.JobStatus;
import io.nave.hub.jobs.LineError;
import io.nave.hub.jobs.RegistryJob;
import io.nave.hub.jobs.RegistryJobStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/**
 * Jobs in PostgreSQL; the signatures of a job that is not over are sealed as keys are. Every step shows its claim to the
 * statement that notes it.
 */
@Singleton
final class PostgresRegistryJobStore implements RegistryJobStore {

    private static final String ADD = StatementText.load("add-registry-job.sql");
    private static final String TAKE = StatementText.load("take-registry-job.sql");
    private static final String ADVANCE = StatementText.load("advance-registry-job.sql");
    private static final String END = StatementText.load("end-registry-job.sql");
    private static final String CANCEL = StatementText.load("cancel-registry-job.sql");
    /** The columns of signatures, and where they are sealed. */
    private static final String INPUT = "input_query";
    private static final String OUTPUT = "output_query";
    private static final String FIND = "select * from registry_job where job_id = $1";
    private static final String LIST = "select * from registry_job order by created_at desc, job_id limit $1";
    private static final String RENEW = """
            update registry_job set lease_until = $3 where job_id = $1 and epoch = $2 and status = 'running'""";
    private static final String ERRORS = """
            select line, entry from registry_job_error where job_id = $1 and line > $2 order by line limit $3""";

    private final PostgresStatements statements;
    private final KeyVault vault;

    PostgresRegistryJobStore(PostgresStatements statements, KeyVault vault) {
        this.statements = statements;
        this.vault = vault;
    }

    @Override
    public Uni<Boolean> add(RegistryJob job) {
        JobRequest request = job.request();
        Optional<JobRequest.Blob> input = request.input();
        return statements.run(ADD, job.id(), request.type().wireName(), time(job.createdAt()),
                input.map(JobRequest.Blob::containerUri).orElse(""), input.map(JobRequest.Blob::name).orElse(""),
                request.output().containerUri(), request.output().name(), request.excludeKeys(),
                request.access().authenticationType(), request.access().identity(),
                input.map(blob -> seal(blob, job, INPUT)).orElse(""), seal(request.output(), job, OUTPUT),
                time(job.createdAt().minus(KEPT)), MAX_KEPT, request.configurations().orElse(""))
                .map(PostgresRegistryJobStore::met);
    }

    private String seal(JobRequest.Blob blob, RegistryJob job, String which) {
        String query = blob.container().query();
        return query.isEmpty() ? "" : vault.seal(query, place(job.id(), which));
    }

    private static String place(String jobId, String which) {
        return "registry job " + jobId + " " + which;
    }

    @Override
    public Uni<Optional<RegistryJob>> find(String id) {
        return statements.run(FIND, id).map(rows -> stream(rows).map(PostgresRegistryJobStore::job).findFirst());
    }

    @Override
    public Uni<List<RegistryJob>> list() {
        return statements.run(LIST, MAX_KEPT).map(rows -> stream(rows).map(PostgresRegistryJobStore::job).toList());
    }

    @Override
    public Uni<Optional<RegistryJob>> cancel(String id, Instant at) {
        return statements.run(CANCEL, id, time(at)).map(rows -> stream(rows).map(PostgresRegistryJobStore::job).findFirst());
    }

    @Override
    public Uni<Optional<TakenJob>> take(ReplicaId replica, Instant now, Instant leaseUntil) {
        return statements.run(TAKE, replica.incarnation(), time(now), time(leaseUntil))
                .map(rows -> stream(rows).map(this::taken).findFirst());
    }

    @Override
    public Uni<Boolean> renew(JobClaim claim, Instant leaseUntil) {
        return statements.run(RENEW, claim.jobId(), claim.epoch(), time(leaseUntil)).map(PostgresRegistryJobStore::met);
    }

    @Override
    public Uni<Boolean> advance(JobClaim claim, int progress, ImportPosition position, List<LineError> errors) {
        Long[] lines = errors.stream().map(LineError::line).toArray(Long[]::new);
        String[] entries = errors.stream().map(LineError::entry).toArray(String[]::new);
        return statements.run(ADVANCE, claim.jobId(), claim.epoch(), progress, position.fileVersion(), position.secondPass(),
                position.line(), position.offset(), position.modulesSeen(), lines, entries).map(PostgresRegistryJobStore::met);
    }

    @Override
    public Uni<Boolean> end(JobClaim claim, JobStatus status, String failureReason, Instant at) {
        return statements.run(END, claim.jobId(), claim.epoch(), status.wireName(), failureReason, time(at))
                .map(PostgresRegistryJobStore::met);
    }

    @Override
    public Uni<List<LineError>> errors(String jobId, long afterLine, int max) {
        return statements.run(ERRORS, jobId, afterLine, max)
                .map(rows -> stream(rows).map(PostgresRegistryJobStore::lineError).toList());
    }

    private static LineError lineError(Row row) {
        return new LineError(row.getLong(0), row.getString(1));
    }

    private static boolean met(RowSet<Row> rows) {
        return rows.rowCount() > 0;
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private TakenJob taken(Row row) {
        ImportPosition position = new ImportPosition(row.getLong("file_version"), row.getBoolean("second_pass"),
                row.getLong("line"), row.getLong("byte_offset"), row.getBoolean("modules_seen"));
        RegistryJob job = job(row, which -> open(row, which));
        return new TakenJob(job, new JobClaim(job.id(), row.getLong("epoch")), position);
    }

    /** Empty when the key that sealed it is gone, so that the job ends for want of a signature and does not wait for ever. */
    private String open(Row row, String which) {
        String sealed = row.getString(which);
        try {
            return sealed.isEmpty() ? "" : vault.open(sealed, place(row.getString("job_id"), which));
        } catch (HubException noKey) {
            return "";
        }
    }

    /** As everybody may see it, without signatures. */
    private static RegistryJob job(Row row) {
        return job(row, which -> "");
    }

    private static RegistryJob job(Row row, UnaryOperator<String> query) {
        return new RegistryJob(row.getString("job_id"), request(row, query), JobStatus.ofWireName(row.getString("status")),
                row.getInteger("progress"), row.getOffsetDateTime("created_at").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("ended_at")).map(OffsetDateTime::toInstant),
                row.getString("failure_reason"));
    }

    private static JobRequest request(Row row, UnaryOperator<String> query) {
        JobRequest.Type type = JobRequest.Type.valueOf(row.getString("type").toUpperCase(Locale.ROOT));
        Optional<JobRequest.Blob> input = Optional.of(row.getString("input_uri")).filter(uri -> !uri.isEmpty())
                .map(uri -> blob(uri, query.apply(INPUT), row.getString("input_name")));
        return new JobRequest(type, input,
                blob(row.getString("output_uri"), query.apply(OUTPUT), row.getString("output_name")),
                row.getBoolean("exclude_keys"),
                new JobRequest.StorageAccess(row.getString("storage_access"), row.getString("storage_identity")),
                Optional.of(row.getString("configurations")).filter(name -> !name.isEmpty()));
    }

    private static JobRequest.Blob blob(String uri, String query, String name) {
        return new JobRequest.Blob(new ContainerUri(uri, query), name);
    }
}
