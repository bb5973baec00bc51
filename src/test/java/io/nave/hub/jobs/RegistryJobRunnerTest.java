package io.nave.hub.jobs;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Who carries out a job, and what happens when he dies, is paused, or the job is cancelled. */
class RegistryJobRunnerTest {

    private static final String LINES = lines("create");

    private final JobsFixture hub = new JobsFixture();
    private final JobsFixture.Replica one = hub.replica("one");
    private final JobsFixture.Replica two = hub.replica("two");

    @Test
    void secondJobIsRefusedUntilTheFirstIsOver() {
        // given
        hub.enqueueImport(LINES);
        // when
        HubException refusal = catchThrowableOfType(HubException.class, () -> hub.enqueueExport(false));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.JOB_QUOTA_EXCEEDED);
        one.runWaiting();
        assertThat(hub.enqueueExport(false)).isNotEmpty();
    }

    @Test
    void importGoesOnWhereADeadReplicaLeftIt() {
        // given: a replica that dies after two of four batches were noted
        String id = hub.enqueueImport(LINES);
        one.store().beforeStep(step -> step == 3 ? Uni.createFrom().nothing() : Uni.createFrom().voidItem());
        Cancellable dying = one.runner().runWaiting().subscribe().with(done -> {
        });
        dying.cancel();
        RegistryJob left = hub.job(id);
        // when
        two.runWaiting();
        assertThat(two.store().steps()).as("the lease holds").isZero();
        hub.clock.advance(RegistryJobRunner.LEASE);
        two.runWaiting();
        // then
        assertThat(left.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(left.progress()).isEqualTo(24);
        assertThat(two.store().steps()).as("the last two batches").isEqualTo(2);
        assertThat(hub.job(id).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(hub.identities.count().await().indefinitely().total()).isEqualTo(2000);
        assertThat(errorLog().lines()).as("the batch that was carried out and not noted is carried out twice").hasSize(500)
                .allMatch(line -> line.contains("is already registered"));
    }

    @Test
    void exportOfADeadReplicaStartsAgain() {
        // given
        hub.enqueueImport(LINES);
        one.runWaiting();
        String id = hub.enqueueExport(false);
        one.store().beforeStep(step -> step == 6 ? Uni.createFrom().nothing() : Uni.createFrom().voidItem());
        one.runner().runWaiting().subscribe().with(done -> {
        }).cancel();
        // when
        hub.clock.advance(RegistryJobRunner.LEASE);
        two.runWaiting();
        // then
        assertThat(hub.job(id).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(hub.files.text(new JobFile("out", "devices.txt")).lines()).hasSize(2000).doesNotHaveDuplicates();
    }

    @Test
    void replicaThatWasPausedPastItsLeaseNotesNothingMore() {
        // given: the second replica does everything while the first one is paused before its second note
        String id = hub.enqueueImport(lines("createOrUpdate"));
        one.store().beforeStep(step -> step == 2 ? Uni.createFrom().item(this::secondReplicaTakesOver)
                : Uni.createFrom().voidItem());
        // when
        one.runWaiting();
        // then
        assertThat(one.store().steps()).isEqualTo(2);
        assertThat(hub.job(id).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(errorLog()).isEmpty();
    }

    private int secondReplicaTakesOver() {
        hub.clock.advance(RegistryJobRunner.LEASE);
        two.runWaiting();
        return two.store().steps();
    }

    @Test
    void cancelledImportStopsBetweenBatches() {
        // given
        String id = hub.enqueueImport(LINES);
        one.store().beforeStep(step -> step == 2 ? hub.service.cancel(id) : Uni.createFrom().voidItem());
        // when
        one.runWaiting();
        // then
        assertThat(hub.job(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(hub.identities.count().await().indefinitely().total()).isEqualTo(1000);
        assertThat(hub.files.find(new JobFile("out", RegistryImport.ERROR_LOG)).await().indefinitely()).isEmpty();
        assertThat(hub.enqueueExport(false)).as("another job may begin").isNotEmpty();
    }

    @Test
    void cancelledExportLeavesNoFile() {
        // given
        String id = hub.enqueueExport(false);
        one.store().beforeStep(step -> hub.service.cancel(id));
        // when
        one.runWaiting();
        // then
        assertThat(hub.job(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(hub.files.list().await().indefinitely()).isEmpty();
    }

    @Test
    void missingInputFailsTheJob() {
        // given
        String id = hub.enqueueImport(LINES);
        hub.files.delete(new JobFile("in", "devices.txt")).await().indefinitely();
        // when
        one.runWaiting();
        // then
        assertThat(hub.job(id).status()).isEqualTo(JobStatus.FAILED);
        assertThat(hub.job(id).failureReason()).isEqualTo(
                "ResourceNotFound: There is no file 'devices.txt' in https://hub.test.local/admin/files/in");
    }

    @Test
    void inputThatWasReplacedMeanwhileFailsTheJob() {
        // given
        String id = hub.enqueueImport(LINES);
        one.store().beforeStep(step -> step == 3 ? Uni.createFrom().nothing() : Uni.createFrom().voidItem());
        one.runner().runWaiting().subscribe().with(done -> {
        }).cancel();
        hub.files.put(new JobFile("in", "devices.txt"), "{\"id\":\"other\"}");
        // when
        hub.clock.advance(RegistryJobRunner.LEASE);
        two.runWaiting();
        // then
        assertThat(hub.job(id).failureReason())
                .isEqualTo("Conflict: The file 'devices.txt' was replaced after line 1000 was imported");
    }

    @Test
    void outageLeavesTheJobForLater() {
        // given
        String id = hub.enqueueImport(lines("createOrUpdate"));
        HubException away = new HubException(ErrorCode.SERVICE_UNAVAILABLE, "away");
        one.store().beforeStep(step -> step == 2 ? Uni.createFrom().failure(away) : Uni.createFrom().voidItem());
        // when
        one.runWaiting();
        RegistryJob left = hub.job(id);
        one.runWaiting();
        // then
        assertThat(left.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(hub.events).contains(new HubEvent.BackgroundFailure("a job of the identity registry", away));
        assertThat(hub.job(id).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(errorLog()).isEmpty();
    }

    @Test
    void unexpectedFailureFailsTheJobAndTellsTheOperatorOnly() {
        // given
        String id = hub.enqueueImport(LINES);
        one.store().beforeStep(step -> Uni.createFrom().failure(new IllegalStateException("inside")));
        // when
        one.runWaiting();
        // then
        assertThat(hub.job(id).failureReason()).isEqualTo("ServerError: InternalServerError");
        assertThat(hub.events).filteredOn(HubEvent.BackgroundFailure.class::isInstance).hasSize(1);
    }

    @Test
    void jobThatIsAddedHereBeginsAtOnce() {
        // given
        JobBell bell = new JobBell();
        var rings = bell.rings().toUni().subscribeAsCompletionStage();
        RegistryJobService service = new RegistryJobService(hub.jobs, hub.containers, bell, hub.clock);
        // when
        service.create(new JobRequest(JobRequest.Type.EXPORT, java.util.Optional.empty(),
                new JobRequest.Blob("https://hub.test.local/admin/files/x", "d"), false, JobRequest.StorageAccess.UNSAID))
                .await().atMost(Duration.ofSeconds(5));
        // then
        assertThat(rings).isCompleted();
    }

    private String errorLog() {
        return hub.files.text(new JobFile("out", RegistryImport.ERROR_LOG));
    }

    private static String lines(String mode) {
        return IntStream.range(0, 2000).mapToObj(i -> "{\"id\":\"d" + i + "\",\"importMode\":\"" + mode + "\"}")
                .collect(Collectors.joining("\n"));
    }
}
