package io.nave.hub.jobs;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.identity.BulkRegistry;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.jobs.ImportBatch.Item;
import io.nave.hub.jobs.RegistryJobStore.TakenJob;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One import by one replica: a pass over the file for devices and, when there are modules, one more for these. After each batch
 * it is noted how far it has come. Confined to one subscription, whose steps follow each other.
 */
final class ImportRun {

    private static final int BATCH = IdentityStore.MAX_AT_ONCE;
    private static final int ERRORS_AT_ONCE = 1000;
    private static final int WHOLE = 100;

    private final TakenJob taken;
    private final BulkRegistry registry;
    private final ConfigurationTransfer configurations;
    private final RegistryJobStore store;
    private final JobRequest.Blob source;
    private final JobContainer input;
    private final JobContainer output;
    private ImportPosition position;

    ImportRun(TakenJob taken, BulkRegistry registry, ConfigurationTransfer configurations, RegistryJobStore store,
            JobContainers containers) {
        JobRequest request = taken.job().request();
        this.taken = taken;
        this.registry = registry;
        this.configurations = configurations;
        this.store = store;
        this.source = request.input().orElseThrow();
        this.input = containers.resolve(source.container());
        this.output = containers.resolve(request.output().container());
        this.position = taken.position();
    }

    Uni<Void> run() {
        return input.find(source.name()).map(this::present)
                .call(this::firstPass)
                .call(this::secondPass)
                .call(this::importConfigurations)
                .chain(() -> output.write(RegistryImport.ERROR_LOG, errorLog()))
                .replaceWithVoid();
    }

    /** The version that the import began with, or the one that it begins with now. */
    private JobInput present(Optional<JobInput> found) {
        JobInput file = found.orElseThrow(() -> new HubException(ErrorCode.RESOURCE_NOT_FOUND,
                "There is no file '" + source.name() + "' in " + source.containerUri()));
        if (position.equals(ImportPosition.START)) {
            position = ImportPosition.startOf(file);
        } else if (position.fileVersion() != file.version()) {
            throw new HubException(ErrorCode.CONFLICT,
                    "The file '" + source.name() + "' was replaced after line " + position.line() + " was imported");
        }
        return file;
    }

    private Uni<Void> firstPass(JobInput file) {
        return position.secondPass() ? Uni.createFrom().voidItem() : pass(file);
    }

    private Uni<Void> secondPass(JobInput file) {
        if (!position.modulesSeen()) {
            return Uni.createFrom().voidItem();
        }
        position = position.secondPass() ? position : position.startOfSecondPass();
        return pass(file);
    }

    private Uni<Void> pass(JobInput file) {
        return lines(file).group().intoLists().of(BATCH)
                .onItem().transformToUniAndConcatenate(lines -> apply(lines, file))
                .collect().last().replaceWithVoid();
    }

    private Multi<JobLine> lines(JobInput file) {
        LineReader reader = new LineReader(position.line(), position.offset());
        Multi<List<JobLine>> ended = file.read(position.offset()).map(reader::add);
        Multi<List<JobLine>> last = Multi.createFrom().item(reader::finish);
        return Multi.createBy().concatenating().streams(ended, last)
                .onItem().transformToMultiAndConcatenate(lines -> Multi.createFrom().iterable(lines));
    }

    private Uni<Void> apply(List<JobLine> lines, JobInput file) {
        ImportBatch batch = new ImportBatch(lines, position.secondPass());
        return Multi.createFrom().iterable(batch.parts())
                .onItem().transformToUniAndConcatenate(part -> apply(batch, part))
                .collect().last()
                .chain(() -> note(batch, file));
    }

    private Uni<Void> apply(ImportBatch batch, List<Item> part) {
        return registry.apply(part.stream().map(Item::bulk).toList())
                .invoke(outcomes -> batch.note(part, outcomes)).replaceWithVoid();
    }

    private Uni<Void> note(ImportBatch batch, JobInput file) {
        position = position.after(batch.last(), batch.modulesSeen());
        return store.advance(taken.claim(), progress(file), position, batch.errors())
                .invoke(JobFailure::requireHeld).replaceWithVoid();
    }

    /** Each pass is half of the work; whether there will be a second is not known during the first. */
    private int progress(JobInput file) {
        int half = WHOLE / 2;
        int ofPass = (int) (position.offset() * half / Math.max(1, file.size()));
        return Math.min(WHOLE - 1, position.secondPass() ? half + ofPass : ofPass);
    }

    /** After a takeover all of them again: there are few. */
    private Uni<Void> importConfigurations() {
        return taken.job().request().configurations()
                .map(name -> configurations.importAll(input, name, position.line()).chain(this::note))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> note(List<LineError> errors) {
        return store.advance(taken.claim(), WHOLE - 1, position, errors)
                .invoke(JobFailure::requireHeld).replaceWithVoid();
    }

    private Multi<byte[]> errorLog() {
        return Multi.createBy().repeating().uni(AtomicLong::new, this::moreErrors)
                .whilst(errors -> errors.size() == ERRORS_AT_ONCE)
                .map(ImportRun::text);
    }

    private Uni<List<LineError>> moreErrors(AtomicLong after) {
        return store.errors(taken.claim().jobId(), after.get(), ERRORS_AT_ONCE)
                .invoke(errors -> after.set(errors.isEmpty() ? after.get() : errors.getLast().line()));
    }

    private static byte[] text(List<LineError> errors) {
        StringBuilder text = new StringBuilder();
        errors.forEach(error -> text.append(error.entry()).append('\n'));
        return text.toString().getBytes(UTF_8);
    }
}
