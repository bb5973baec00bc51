package io.nave.storage.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.jobs.JobFile;
import io.nave.hub.jobs.JobFileStore;
import io.nave.hub.jobs.StoredFile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/**
 * Files in PostgreSQL, in rows of a quarter of a megabyte, sealed like keys because exports hold keys. A file is written as a
 * version of its own that nobody sees, and its name is moved to it at the end.
 */
@Singleton
final class PostgresJobFileStore implements JobFileStore {

    private static final String BEGIN = StatementText.load("begin-job-file.sql");
    private static final String ADD = StatementText.load("add-job-file-chunks.sql");
    private static final String COMMIT = StatementText.load("commit-job-file.sql");
    private static final String DELETE = StatementText.load("delete-job-file.sql");
    private static final String ABANDON = "delete from job_file_version where version = $1";
    private static final String FIND = "select version, size, modified_at from job_file where folder = $1 and name = $2";
    private static final String READ = "select body from job_file_chunk where version = $1 and number = $2";
    private static final String SEALED_OTHERWISE = """
            select version, number, body from job_file_chunk
            where substring(body from 1 for octet_length(cast($1 as bytea))) <> cast($1 as bytea) limit 4""";
    private static final String SEAL = "update job_file_chunk set body = $3 where version = $1 and number = $2";
    private static final String LIST = "select version, size, modified_at, folder, name from job_file order by folder, name";

    /** How many chunks are in memory for one writer, and stored together. */
    private static final int AT_ONCE = 8;

    private final PostgresStatements statements;
    private final KeyVault vault;
    private final JobFilesConfig config;

    PostgresJobFileStore(PostgresStatements statements, KeyVault vault, JobFilesConfig config) {
        this.statements = statements;
        this.vault = vault;
        this.config = config;
    }

    @Override
    public long maxFileSize() {
        return config.maxFileSize().asLongValue();
    }

    @Override
    public Uni<StoredFile> write(JobFile file, Multi<byte[]> content) {
        return statements.run(BEGIN).map(rows -> first(rows).getLong(0))
                .chain(version -> write(file, version, content));
    }

    /** What was not completed is removed, also when the writer has gone. */
    private Uni<StoredFile> write(JobFile file, long version, Multi<byte[]> content) {
        return fill(version, content)
                .chain(size -> commit(file, version, size))
                .onFailure().call(() -> abandon(version))
                .onCancellation().call(() -> abandon(version));
    }

    private Uni<Void> abandon(long version) {
        return statements.run(ABANDON, version).replaceWithVoid().onFailure().recoverWithNull();
    }

    private Uni<Long> fill(long version, Multi<byte[]> content) {
        FileChunks chunks = new FileChunks(maxFileSize());
        Multi<List<byte[]>> full = content.map(chunks::add);
        Multi<List<byte[]>> rest = Multi.createFrom().item(chunks::rest);
        ChunkNumbers numbers = new ChunkNumbers();
        return Multi.createBy().concatenating().streams(full, rest)
                .onItem().transformToMultiAndConcatenate(list -> Multi.createFrom().iterable(list))
                .group().intoLists().of(AT_ONCE)
                .onItem().transformToUniAndConcatenate(some -> add(version, numbers, some))
                .collect().last()
                .map(done -> chunks.size());
    }

    /** Several at once, because each commit waits for the disk. */
    private Uni<Void> add(long version, ChunkNumbers numbers, List<byte[]> chunks) {
        Integer[] placed = chunks.stream().map(chunk -> numbers.next()).toArray(Integer[]::new);
        Buffer[] sealed = new Buffer[placed.length];
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] = Buffer.buffer(vault.seal(chunks.get(i), place(version, placed[i])));
        }
        return statements.run(ADD, version, placed, sealed).invoke(PostgresJobFileStore::requireAlive).replaceWithVoid();
    }

    private static void requireAlive(RowSet<Row> added) {
        if (added.rowCount() == 0) {
            throw new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The file was not written on for too long, write it again");
        }
    }

    private Uni<StoredFile> commit(JobFile file, long version, long size) {
        return statements.run(COMMIT, file.folder(), file.name(), version, size, (long) MAX_FILES)
                .map(rows -> one(rows, file).orElseThrow(PostgresJobFileStore::tooMany));
    }

    private static HubException tooMany() {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "There are " + MAX_FILES + " files already; delete some");
    }

    @Override
    public Uni<Optional<StoredFile>> find(JobFile file) {
        return statements.run(FIND, file.folder(), file.name()).map(rows -> one(rows, file));
    }

    @Override
    public Multi<byte[]> read(StoredFile file, long offset) {
        int first = Math.toIntExact(offset / FileChunks.SIZE);
        int end = Math.toIntExact(Math.ceilDiv(file.size(), (long) FileChunks.SIZE));
        int skipped = Math.toIntExact(offset % FileChunks.SIZE);
        return Multi.createFrom().range(Math.min(first, end), end)
                .onItem().transformToUniAndConcatenate(number -> read(file, number, number == first ? skipped : 0));
    }

    private Uni<byte[]> read(StoredFile file, int number, int skipped) {
        return statements.run(READ, file.version(), number).map(rows -> open(rows, file, number))
                .map(chunk -> skipped == 0 ? chunk : Arrays.copyOfRange(chunk, Math.min(skipped, chunk.length), chunk.length));
    }

    private byte[] open(RowSet<Row> rows, StoredFile file, int number) {
        if (rows.rowCount() == 0) {
            throw new HubException(ErrorCode.CONFLICT,
                    "The file '" + file.file() + "' was replaced or deleted while it was read");
        }
        return vault.open(first(rows).getBuffer(0).getBytes(), place(file.version(), number));
    }

    private static String place(long version, int number) {
        return "chunk " + number + " of job file " + version;
    }

    @Override
    public Uni<Boolean> delete(JobFile file) {
        return statements.run(DELETE, file.folder(), file.name()).map(rows -> rows.rowCount() > 0);
    }

    @Override
    public Uni<List<StoredFile>> list() {
        return statements.run(LIST).map(PostgresJobFileStore::all);
    }

    private static List<StoredFile> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> stored(row, new JobFile(row.getString(3), row.getString(4)))).toList();
    }

    @Override
    public Uni<Void> sealAll() {
        Uni<RowSet<Row>> someSealedOtherwise = statements.run(SEALED_OTHERWISE, Buffer.buffer(vault.presentId()));
        return Multi.createBy().repeating().uni(() -> someSealedOtherwise.call(this::sealAnew))
                .whilst(rows -> rows.rowCount() > 0)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> sealAnew(RowSet<Row> rows) {
        return Multi.createFrom().iterable(rows).onItem().transformToUniAndConcatenate(this::sealAnew)
                .collect().last().replaceWithVoid();
    }

    /** A chunk never changes otherwise, so it does not matter whether another replica does the same. */
    private Uni<RowSet<Row>> sealAnew(Row row) {
        String place = place(row.getLong(0), row.getInteger(1));
        byte[] plain = vault.open(row.getBuffer(2).getBytes(), place);
        return statements.run(SEAL, row.getLong(0), row.getInteger(1), Buffer.buffer(vault.seal(plain, place)));
    }

    private static Optional<StoredFile> one(RowSet<Row> rows, JobFile file) {
        return rows.rowCount() == 0 ? Optional.empty() : Optional.of(stored(first(rows), file));
    }

    private static StoredFile stored(Row row, JobFile file) {
        return new StoredFile(file, row.getLong(0), row.getLong(1), row.getOffsetDateTime(2).toInstant());
    }

    private static Row first(RowSet<Row> rows) {
        return rows.iterator().next();
    }

    /** Counts the chunks of one file. */
    private static final class ChunkNumbers {

        private int next;

        int next() {
            return next++;
        }
    }
}
