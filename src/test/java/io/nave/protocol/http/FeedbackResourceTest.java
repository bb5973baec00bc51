package io.nave.protocol.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.Test;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.hub.servicebound.InMemoryFeedbackQueue;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Feedback over REST (service-protocols §5.16, §14.11). */
class FeedbackResourceTest {

    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    private final MovableClock clock = new MovableClock();
    private final InMemoryFeedbackQueue queue = new InMemoryFeedbackQueue(FeedbackLimits.DEFAULT, clock);
    private final FeedbackResource resource = new FeedbackResource(queue);
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
        Response answer = await(resource.receive(backEnd));
        assertThat(answer.getStatus()).isEqualTo(200);
        return answer.getHeaderString("ETag");
    }

    @Test
    void batchHasItsTokenAsEtag() {
        // given
        addBatch("m1");

        // when
        Response answer = await(resource.receive(backEnd));

        // then
        assertThat(new String((byte[]) answer.getEntity(), StandardCharsets.UTF_8)).isEqualTo("""
                [{"originalMessageId":"m1","enqueuedTimeUtc":"2026-06-01T12:00:00.0000000Z","statusCode":"Success",\
                "description":"Success","deviceId":"dev1","deviceGenerationId":"1"}]""");
        assertThat(answer.getHeaderString("ETag")).matches("\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"");
        assertThat(await(resource.receive(backEnd)).getStatus()).as("it is locked").isEqualTo(204);
    }

    @Test
    void completedBatchIsGone() {
        // given
        addBatch("m1");
        String token = receive();

        // when then
        assertThat(await(resource.complete(token.replace("\"", ""), backEnd)).getStatus()).isEqualTo(204);
        clock.advance(Duration.ofMinutes(2));
        assertThat(await(resource.receive(backEnd)).getStatus()).isEqualTo(204);
        assertRefused(resource.complete(token, backEnd), ErrorCode.RESOURCE_NOT_FOUND);
    }

    @Test
    void abandonedBatchComesAgain() {
        // given
        addBatch("m1");
        String token = receive();

        // when then
        assertThat(await(resource.abandon(token, backEnd)).getStatus()).isEqualTo(204);
        assertThat(receive()).isNotEqualTo(token);
    }

    @Test
    void lostLockAndUnknownTokensAreTold() {
        // given
        addBatch("m1");
        String token = receive();
        clock.advance(Duration.ofSeconds(61));

        // when then
        assertRefused(resource.complete(token, backEnd), ErrorCode.DEVICE_MESSAGE_LOCK_LOST);
        assertRefused(resource.abandon(token, backEnd), ErrorCode.DEVICE_MESSAGE_LOCK_LOST);
        assertRefused(resource.complete("0000ffff-0000-0000-0000-000000000000", backEnd), ErrorCode.RESOURCE_NOT_FOUND);
        assertRefused(resource.abandon("no token", backEnd), ErrorCode.RESOURCE_NOT_FOUND);
    }

    @Test
    void everyCallTakesServiceConnect() {
        for (CallerContext other : List.of(as(Permission.REGISTRY_WRITE), as(Permission.DEVICE_CONNECT))) {
            assertThatThrownBy(() -> resource.receive(other)).isInstanceOf(HubException.class);
            assertThatThrownBy(() -> resource.complete("t", other)).isInstanceOf(HubException.class);
            assertThatThrownBy(() -> resource.abandon("t", other)).isInstanceOf(HubException.class);
        }
    }

    private static void assertRefused(Uni<Response> answer, ErrorCode code) {
        assertThatThrownBy(() -> await(answer)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
