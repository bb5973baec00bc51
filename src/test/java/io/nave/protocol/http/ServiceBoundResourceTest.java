package io.nave.protocol.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

import jakarta.ws.rs.core.Response;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.hub.servicebound.FileNotificationLimits;
import io.nave.hub.servicebound.InMemoryFeedbackQueue;
import io.nave.hub.servicebound.InMemoryFileNotificationQueue;
import io.nave.hub.servicebound.UploadedFile;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Feedback and notifications of files over REST (service-protocols §5.16, §14.11). */
class ServiceBoundResourceTest {

    private static final String FEEDBACK = "feedback";
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    private final MovableClock clock = new MovableClock();
    private final InMemoryFeedbackQueue queue = new InMemoryFeedbackQueue(FeedbackLimits.DEFAULT, clock);
    private final InMemoryFileNotificationQueue files = new InMemoryFileNotificationQueue(FileNotificationLimits.DEFAULT,
            clock);
    private final ServiceBoundResource resource = new ServiceBoundResource(queue, files);
    private final CallerContext backEnd = as(Permission.SERVICE_CONNECT);

    /** Stands still unless it is moved. */
    private static final class MovableClock extends Clock {

        private Instant now = START;

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    private static CallerContext as(Permission right) {
        return new CallerContext(new Caller("somebody", Set.of(right), List.of(), Instant.MAX));
    }

    private void addBatch(String messageId) {
        queue.accept(new FeedbackRecord(messageId, clock.instant(), FeedbackStatus.SUCCESS, new DeviceId("dev1"), "1"));
        clock.advance(FeedbackLimits.DEFAULT.flushAfter());
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().indefinitely();
    }

    private String receive() {
        Response answer = await(resource.receive(FEEDBACK, backEnd));
        assertThat(answer.getStatus()).isEqualTo(200);
        return answer.getHeaderString("ETag");
    }

    @Test
    void batchHasItsTokenAsEtag() {
        // given
        addBatch("m1");

        // when
        Response answer = await(resource.receive(FEEDBACK, backEnd));

        // then
        assertThat(text(answer)).isEqualTo("""
                [{"originalMessageId":"m1","enqueuedTimeUtc":"2026-06-01T12:00:00.0000000Z","statusCode":"Success",\
                "description":"Success","deviceId":"dev1","deviceGenerationId":"1"}]""");
        assertThat(answer.getHeaderString("ETag")).matches("\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"");
        assertThat(await(resource.receive(FEEDBACK, backEnd)).getStatus()).as("it is locked").isEqualTo(204);
    }

    @Test
    void completedBatchIsGone() {
        // given
        addBatch("m1");
        String token = receive();

        // when then
        assertThat(await(resource.complete(FEEDBACK, token.replace("\"", ""), backEnd)).getStatus()).isEqualTo(204);
        clock.advance(Duration.ofMinutes(2));
        assertThat(await(resource.receive(FEEDBACK, backEnd)).getStatus()).isEqualTo(204);
        assertRefused(resource.complete(FEEDBACK, token, backEnd), ErrorCode.RESOURCE_NOT_FOUND);
    }

    @Test
    void abandonedBatchComesAgain() {
        // given
        addBatch("m1");
        String token = receive();

        // when then
        assertThat(await(resource.abandon(FEEDBACK, token, backEnd)).getStatus()).isEqualTo(204);
        assertThat(receive()).isNotEqualTo(token);
    }

    @Test
    void lostLockAndUnknownTokensAreTold() {
        // given
        addBatch("m1");
        String token = receive();
        clock.advance(Duration.ofSeconds(61));

        // when then
        assertRefused(resource.complete(FEEDBACK, token, backEnd), ErrorCode.DEVICE_MESSAGE_LOCK_LOST);
        assertRefused(resource.abandon(FEEDBACK, token, backEnd), ErrorCode.DEVICE_MESSAGE_LOCK_LOST);
        assertRefused(resource.complete(FEEDBACK, "0000ffff-0000-0000-0000-000000000000", backEnd),
                ErrorCode.RESOURCE_NOT_FOUND);
        assertRefused(resource.abandon(FEEDBACK, "no token", backEnd), ErrorCode.RESOURCE_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = { "filenotifications", "fileuploadnotifications" })
    void notificationOfAFileIsReceivedAbandonedAndCompleted(String name) {
        // given
        UploadedFile file = new UploadedFile(new DeviceId("dev1"), "https://h.example.com/files/dev1/a%20b.txt", "dev1/a b.txt",
                Instant.parse("2026-06-01T11:58:41.9Z"), 7);
        await(files.add("upload-1", Instant.MAX, file));

        // when
        Response first = await(resource.receive(name, backEnd));
        assertThat(await(resource.receive(name, backEnd)).getStatus()).as("it is locked").isEqualTo(204);
        assertThat(await(resource.abandon(name, first.getHeaderString("ETag"), backEnd)).getStatus()).isEqualTo(204);
        Response again = await(resource.receive(name, backEnd));

        // then
        assertThat(text(first)).isEqualTo("""
                {"deviceId":"dev1","blobUri":"https://h.example.com/files/dev1/a%20b.txt","blobName":"dev1/a b.txt",\
                "lastUpdatedTime":"2026-06-01T11:58:41+00:00","blobSizeInBytes":7,\
                "enqueuedTimeUtc":"2026-06-01T12:00:00.0000000Z"}""");
        assertThat(text(again)).isEqualTo(text(first));
        String token = again.getHeaderString("ETag");
        assertThat(await(resource.complete(name, token, backEnd)).getStatus()).isEqualTo(204);
        assertRefused(resource.complete(name, token, backEnd), ErrorCode.RESOURCE_NOT_FOUND);
        assertRefused(resource.complete(FEEDBACK, token, backEnd), ErrorCode.RESOURCE_NOT_FOUND);
    }

    private static String text(Response answer) {
        return new String((byte[]) answer.getEntity(), StandardCharsets.UTF_8);
    }

    @Test
    void otherQueuesAreNotThere() {
        assertThatThrownBy(() -> resource.receive("other", backEnd)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(strings = { FEEDBACK, "filenotifications", "fileuploadnotifications", "other" })
    void everyCallTakesServiceConnect(String name) {
        for (CallerContext other : List.of(as(Permission.REGISTRY_WRITE), as(Permission.DEVICE_CONNECT))) {
            assertUnauthorized(() -> resource.receive(name, other));
            assertUnauthorized(() -> resource.complete(name, "t", other));
            assertUnauthorized(() -> resource.abandon(name, "t", other));
        }
    }

    private static void assertUnauthorized(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code().httpStatus()).isEqualTo(401));
    }

    private static void assertRefused(Uni<Response> answer, ErrorCode code) {
        assertThatThrownBy(() -> await(answer)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
