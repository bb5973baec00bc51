package io.nave.storage.postgres;

import java.util.function.Function;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

import static java.util.Objects.requireNonNull;

/**
 * Runs work in a Hibernate Reactive session of its own, whatever thread asks. A session belongs to the Vert.x context it was
 * opened on and two of them on one context would be one, so each work gets a new duplicated context, on the caller's event
 * loop where the caller has one. Failures come out as HubExceptions. From any thread.
 */
@Singleton
final class PostgresSessions {

    private final Mutiny.SessionFactory factory;
    private final VertxInternal vertx;
    private final PostgresConfig config;

    PostgresSessions(Mutiny.SessionFactory factory, Vertx vertx, PostgresConfig config) {
        this.factory = factory;
        this.vertx = (VertxInternal) vertx;
        this.config = config;
    }

    /**
     * One statement, or several that need not hold together. A caller that goes away or no longer waits does not cancel the
     * work: a session that is left in the middle could not be closed in order.
     */
    <T> Uni<T> call(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return Uni.createFrom().<T> emitter(emitter -> start(work, emitter))
                .ifNoItem().after(config.operationTimeout()).failWith(PostgresFailure::late)
                .onFailure().transform(PostgresFailure::translate);
    }

    /** Several statements that hold together or not at all; otherwise as {@link #call}. */
    <T> Uni<T> transact(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return call(session -> transacted(session, work));
    }

    private static <T> Uni<T> transacted(Mutiny.StatelessSession session, Function<Mutiny.StatelessSession, Uni<T>> work) {
        return session.withTransaction(transaction -> work.apply(session));
    }

    private <T> void start(Function<Mutiny.StatelessSession, Uni<T>> work, UniEmitter<? super T> emitter) {
        ownContext().runOnContext(x -> run(work, emitter));
    }

    private <T> void run(Function<Mutiny.StatelessSession, Uni<T>> work, UniEmitter<? super T> emitter) {
        factory.withStatelessSession(work).subscribe().with(emitter::complete, emitter::fail);
    }

    private Context ownContext() {
        Context current = Vertx.currentContext();
        boolean here = current != null && current.isEventLoopContext();
        Context own = requireNonNull(
                VertxContext.createNewDuplicatedContext(here ? current : vertx.createEventLoopContext()));
        VertxContextSafetyToggle.setContextSafe(own, true);
        return own;
    }
}
