package io.nave.protocol.amqp;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import io.vertx.core.Vertx;

/** An endpoint for each test, and the tokens to use it. */
class WireTest {

    private static Vertx vertx;

    final MovableClock clock = new MovableClock();
    AmqpEndpoint endpoint;

    @BeforeAll
    static void startLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopLoops() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void open() {
        endpoint = new AmqpEndpoint(vertx, clock);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    static Vertx vertx() {
        return vertx;
    }

    Instant inAnHour() {
        return clock.instant().plus(Duration.ofHours(1));
    }

    /** A token for the whole hub, of a policy that may connect as a service. */
    String hubToken() {
        return Tokens.iotHub(AmqpEndpoint.HOST, "service", inAnHour());
    }

    /** A token as Event Hubs clients make it. */
    String token(String path) {
        return Tokens.eventHubs("sb://" + AmqpEndpoint.HOST + "/" + path, "service", inAnHour());
    }

    /** A connection that may do what a back end may. */
    AmqpPeer backEnd() {
        return AmqpPeer.authorized(endpoint, hubToken());
    }
}
