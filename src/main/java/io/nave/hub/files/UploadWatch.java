package io.nave.hub.files;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubEvent.FileUploadStep;
import io.nave.hub.monitoring.HubEvent.FileUploadStep.Operation;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Uni;

/** Reports what devices do about uploads, and how it went (semantics §2.7, {@code fileUpload}). */
@Singleton
final class UploadWatch {

    private static final String DONE = "done";
    /** What is reported of an upload that its device says has failed. */
    private static final String FAILED = "failed";

    private final HubMonitor monitor;
    private final Clock clock;

    UploadWatch(HubMonitor monitor, Clock clock) {
        this.monitor = monitor;
        this.clock = clock;
    }

    Uni<BegunUpload> begin(ClientId client, String blob, Uni<BegunUpload> begun) {
        return Uni.createFrom().deferred(() -> begun(step(client, Operation.BEGIN), blob, begun));
    }

    private Uni<BegunUpload> begun(Step step, String blob, Uni<BegunUpload> begun) {
        return begun.onItemOrFailure().invoke((done, failure) -> report(step, blob, DONE, "", failure));
    }

    /** {@code end} is done with what is found. */
    Uni<Void> end(ClientId client, UploadReport said, Uni<FileUpload> found, Function<FileUpload, Uni<Void>> end) {
        return Uni.createFrom().deferred(() -> ended(step(client, Operation.END), said, found, end));
    }

    private Uni<Void> ended(Step step, UploadReport said, Uni<FileUpload> found, Function<FileUpload, Uni<Void>> end) {
        return found.onFailure().invoke(failure -> report(step, "", DONE, "", failure))
                .chain(upload -> ended(step, said, upload, end));
    }

    private Uni<Void> ended(Step step, UploadReport said, FileUpload upload, Function<FileUpload, Uni<Void>> end) {
        String outcome = said.isSuccess() ? DONE : FAILED;
        String words = said.isSuccess() ? "" : said.statusCode() + " " + said.description();
        return Uni.createFrom().item(upload).chain(end::apply).onItemOrFailure()
                .invoke((done, failure) -> report(step, upload.blob().value(), outcome, words, failure));
    }

    private record Step(ClientId client, Operation operation, Instant start) {
    }

    private Step step(ClientId client, Operation operation) {
        return new Step(client, operation, clock.instant());
    }

    private void report(Step step, String blob, String outcome, String words, @Nullable Throwable failure) {
        long nanos = Duration.between(step.start(), clock.instant()).toNanos();
        monitor.report(failure == null ? new FileUploadStep(step.client(), step.operation(), blob, outcome, words, nanos)
                : new FileUploadStep(step.client(), step.operation(), blob, code(failure), detail(failure), nanos));
    }

    private static String code(Throwable failure) {
        return (failure instanceof HubException refusal ? refusal.code() : ErrorCode.SERVER_ERROR).wireName();
    }

    private static String detail(Throwable failure) {
        return failure instanceof HubException refusal ? refusal.detail() : "";
    }
}
