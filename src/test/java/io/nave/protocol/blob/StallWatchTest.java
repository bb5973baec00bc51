package io.nave.protocol.blob;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.vertx.core.Vertx;

import static org.assertj.core.api.Assertions.assertThat;

class StallWatchTest {

    private static final Duration LIMIT = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Long> cut = new CompletableFuture<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void transferInWhichNothingMovesIsCut() throws Exception {
        // given
        UnicastProcessor<Integer> pieces = UnicastProcessor.create();
        AssertSubscriber<Integer> client = watched(pieces);
        // when
        pieces.onNext(1);
        // then
        cut.get(5, TimeUnit.SECONDS);
        client.assertItems(1);
    }

    @Test
    void transferThatMovesIsNotCut() {
        // given
        UnicastProcessor<Integer> pieces = UnicastProcessor.create();
        StallWatch watch = new StallWatch(vertx, Duration.ofHours(1), () -> cut.complete(1L));
        watch.over(pieces).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        // when
        for (int i = 0; i < 5; i++) {
            pieces.onNext(i);
            watch.look();
        }
        // then
        assertThat(cut).isNotDone();
        watch.look();
        assertThat(cut).isDone();
    }

    @Test
    void whatHasEndedIsNotCut() {
        // given
        StallWatch watch = new StallWatch(vertx, Duration.ofHours(1), () -> cut.complete(1L));
        // when
        watch.over(Multi.createFrom().empty()).subscribe().withSubscriber(AssertSubscriber.create(1)).awaitCompletion();
        watch.look();
        // then
        assertThat(cut).isNotDone();
    }

    private <T> AssertSubscriber<T> watched(Multi<T> pieces) {
        return new StallWatch(vertx, LIMIT, () -> cut.complete(1L)).over(pieces)
                .subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }
}
