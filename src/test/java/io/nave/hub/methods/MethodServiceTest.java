package io.nave.hub.methods;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.guessing.TestTime;
import io.nave.hub.id.ClientId;
import io.nave.hub.identity.InMemoryAddressees;
import io.nave.hub.monitoring.HubEvent.MethodEnded;

import static org.assertj.core.api.Assertions.assertThat;

/** Direct methods wherever the device is, and in whatever way they end (semantics §6.1). */
final class MethodServiceTest {

    private static final ClientId DEV1 = ClientId.of("dev1");
    private static final ClientId CAMERA = ClientId.of("dev1", "cam");
    private static final Duration ALMOST = Duration.ofMillis(9_999);
    private static final Duration LITTLE = Duration.ofMillis(1);

    private final TestTime time = new TestTime();
    private final InMemoryAddressees addressees = new InMemoryAddressees().with(DEV1, "gen").with(CAMERA, "gen-cam");
    private final MethodReplica here = new MethodReplica(time, addressees, new MethodLimits(2, 3));
    private final MethodReplica there = here.replica();

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void answerOfTheDeviceIsPassedOn(boolean local) {
        // given
        FakeDevice device = (local ? here : there).connect(new FakeDevice(DEV1));
        CompletableFuture<Result> call = here.call(DEV1, 0);
        assertThat(device.request()).isEqualTo(new MethodRequest("reboot", "{\"delay\": 5}", Duration.ofSeconds(10)));
        // when
        device.answer(299, "{\"ok\": 1e2}");
        // then
        assertThat(call).isCompletedWithValue(new Result(299, "{\"ok\": 1e2}"));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void modulesHaveMethodsOfTheirOwn() {
        // given
        FakeDevice device = here.connect(new FakeDevice(DEV1));
        FakeDevice camera = there.connect(new FakeDevice(CAMERA));
        // when
        CompletableFuture<Result> call = here.call(CAMERA, 0);
        camera.answer(200, "null");
        // then
        assertThat(call).isCompletedWithValue(new Result(200, "null"));
        assertThat(device.waiting()).isZero();
    }

    @Test
    void whoIsNotThereIsSaidToBe() {
        assertRefused(here.call(ClientId.of("nosuch"), 0), ErrorCode.DEVICE_NOT_FOUND);
        assertRefused(here.call(ClientId.of("nosuch", "cam"), 300), ErrorCode.DEVICE_NOT_FOUND);
        assertRefused(here.call(ClientId.of("dev1", "nosuch"), 0), ErrorCode.MODULE_NOT_FOUND);
    }

    @Test
    void whoIsNotConnectedIsNotOnline() {
        assertRefused(here.call(DEV1, 0), ErrorCode.DEVICE_NOT_ONLINE);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void whoDidNotSubscribeIsNotOnline(boolean local) {
        // given
        (local ? here : there).connect(new FakeDevice(DEV1).withoutMethods());
        // then
        assertRefused(here.call(DEV1, 0), ErrorCode.DEVICE_NOT_ONLINE);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void connectionThatLivesOnByMistakeDoesNotHideTheNewOne() {
        // given: the call that would have cut it was lost
        here.connect(new FakeDevice(DEV1).withoutMethods());
        FakeDevice device = there.connect(new FakeDevice(DEV1));
        // when
        CompletableFuture<Result> call = here.call(DEV1, 0);
        device.answer(200, "1");
        // then
        assertThat(call).isCompletedWithValue(new Result(200, "1"));
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void deviceThatDoesNotAnswerIsGivenUpInTime(boolean local) {
        // given
        (local ? here : there).connect(new FakeDevice(DEV1));
        CompletableFuture<Result> call = here.call(DEV1, 0);
        // when
        time.advance(ALMOST);
        assertThat(call).isNotDone();
        time.advance(LITTLE);
        // then
        assertRefused(call, ErrorCode.GATEWAY_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void lateAnswerIsSwallowedAndTheNextCallIsAnsweredByItsOwn(boolean local) {
        // given
        FakeDevice device = (local ? here : there).connect(new FakeDevice(DEV1));
        CompletableFuture<Result> late = here.call(DEV1, 0);
        time.advance(ALMOST.plus(LITTLE));
        // when
        CompletableFuture<Result> next = here.call(DEV1, 0);
        device.answer(200, "\"late\"");
        assertThat(next).isNotDone();
        device.answer(200, "\"in time\"");
        // then
        assertRefused(late, ErrorCode.GATEWAY_TIMEOUT);
        assertThat(next).isCompletedWithValue(new Result(200, "\"in time\""));
    }

    @Test
    void replicaThatDiesIsNotWaitedForLongerThanTheDevice() {
        // given
        there.connect(new FakeDevice(DEV1));
        CompletableFuture<Result> call = here.call(DEV1, 0);
        there.messenger.stop();
        there.presence.die();
        // when
        time.advance(ALMOST.plus(LITTLE));
        // then
        assertRefused(call, ErrorCode.GATEWAY_TIMEOUT);
        assertRefused(here.call(DEV1, 0), ErrorCode.DEVICE_NOT_ONLINE);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void refusalOfTheConnectionIsPassedOn(boolean local) {
        // given
        FakeDevice device = (local ? here : there).connect(new FakeDevice(DEV1));
        CompletableFuture<Result> call = here.call(DEV1, 300);
        // when
        device.answer(MethodAnswer.DISCONNECTED);
        // then: and is not tried again
        assertRefused(call, ErrorCode.DEVICE_CONNECTION_CLOSED_REMOTELY);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void deviceHasSoManyMethodsUnderWayAndNoMore(boolean fromHere) {
        // given
        FakeDevice device = here.connect(new FakeDevice(DEV1));
        MethodReplica caller = fromHere ? here : there;
        List<CompletableFuture<Result>> calls = List.of(caller.call(DEV1, 0), caller.call(DEV1, 0));
        // when
        CompletableFuture<Result> third = caller.call(DEV1, 0);
        // then
        assertRefused(third, ErrorCode.DEVICE_MAXIMUM_INFLIGHT_METHOD_EXCEEDED);
        // and
        device.answer(200, "1");
        CompletableFuture<Result> fourth = caller.call(DEV1, 0);
        device.answer(200, "2");
        device.answer(200, "4");
        assertThat(calls).allSatisfy(call -> assertThat(call).isCompleted());
        assertThat(fourth).isCompletedWithValue(new Result(200, "4"));
    }

    @Test
    void soManyCallersWaitAndNoMore() {
        // given
        List<CompletableFuture<Result>> calls = List.of(here.call(DEV1, 60), here.call(DEV1, 60), here.call(DEV1, 60));
        // then
        assertRefused(here.call(DEV1, 60), ErrorCode.THROTTLE_BACKLOG_LIMIT_EXCEEDED);
        // and: whoever ends or goes makes room
        calls.getFirst().cancel(false);
        assertRefused(here.call(DEV1, 0), ErrorCode.DEVICE_NOT_ONLINE);
        assertRefused(here.call(DEV1, 0), ErrorCode.DEVICE_NOT_ONLINE);
    }

    @Test
    void callWaitsForTheDeviceToSubscribeAndIsThenDeliveredAtOnce() {
        // given
        FakeDevice device = here.connect(new FakeDevice(DEV1).withoutMethods());
        CompletableFuture<Result> call = here.call(DEV1, 60);
        // when
        here.subscribe(device);
        device.answer(200, "1");
        // then
        assertThat(call).isCompletedWithValue(new Result(200, "1"));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void deviceThatComesToAnotherReplicaIsNoticedAtOnce() {
        // given
        CompletableFuture<Result> call = here.call(DEV1, 60);
        // when
        FakeDevice device = new FakeDevice(DEV1);
        there.presence.connected(device).await().indefinitely();
        there.connect(device);
        device.answer(200, "1");
        // then
        assertThat(call).isCompletedWithValue(new Result(200, "1"));
    }

    @Test
    void deviceThatSubscribesOnAnotherReplicaIsNoticedSoon() {
        // given
        FakeDevice device = there.connect(new FakeDevice(DEV1).withoutMethods());
        CompletableFuture<Result> call = here.call(DEV1, 60);
        // when
        there.subscribe(device);
        time.advance(Duration.ofMillis(500));
        device.answer(200, "1");
        // then
        assertThat(call).isCompletedWithValue(new Result(200, "1"));
    }

    @Test
    void deviceThatDoesNotComeIsGivenUpInTime() {
        // given
        CompletableFuture<Result> call = here.call(DEV1, 1);
        // when
        time.advance(Duration.ofMillis(500));
        time.advance(Duration.ofMillis(499));
        assertThat(call).isNotDone();
        time.advance(LITTLE);
        // then
        assertRefused(call, ErrorCode.DEVICE_NOT_ONLINE);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void manyAttemptsLeaveNothingBehind() {
        // given
        CompletableFuture<Result> call = here.call(DEV1, 300);
        // when
        for (int i = 0; i < 599; i++) {
            time.advance(Duration.ofMillis(500));
            assertThat(time.waiting()).isEqualTo(1);
        }
        FakeDevice device = here.connect(new FakeDevice(DEV1));
        here.subscribe(device);
        device.answer(200, "1");
        // then
        assertThat(call).isCompletedWithValue(new Result(200, "1"));
    }

    @Test
    void timeForTheAnswerCountsFromDelivery() {
        // given
        FakeDevice device = here.connect(new FakeDevice(DEV1).withoutMethods());
        CompletableFuture<Result> call = here.call(DEV1, 60);
        time.advance(Duration.ofMillis(400));
        // when
        here.subscribe(device);
        time.advance(ALMOST);
        assertThat(call).isNotDone();
        time.advance(LITTLE);
        // then
        assertRefused(call, ErrorCode.GATEWAY_TIMEOUT);
    }

    @Test
    void howItEndedIsReportedOnce() {
        // given
        FakeDevice device = here.connect(new FakeDevice(DEV1));
        here.call(DEV1, 0);
        time.advance(Duration.ofMillis(3));
        device.answer(500, "1");
        here.call(CAMERA, 0);
        here.call(DEV1, 0).cancel(false);
        // then
        assertThat(here.events).containsExactly(new MethodEnded(DEV1, "answered", 3_000_000),
                new MethodEnded(CAMERA, "DeviceNotOnline", 0), new MethodEnded(DEV1, "abandoned", 0));
    }

    private static void assertRefused(CompletableFuture<Result> call, ErrorCode code) {
        assertThat(call).isCompletedExceptionally();
        assertThat(call.exceptionNow()).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
