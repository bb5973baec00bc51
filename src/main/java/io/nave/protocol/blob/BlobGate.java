package io.nave.protocol.blob;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.ContainerName;
import io.nave.hub.blobs.LocalContainer;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes every request whose path begins with the name of the hub's container. At most so many are under way at a time, the
 * others are told to come again. Requests come in on event loops.
 */
@Singleton
final class BlobGate {

    /** Before PathFilter, whose rules are those of REST. */
    private static final int ORDER = -1100;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final LocalContainer container;
    private final BlobWrites writes;
    private final BlobReads reads;
    private final HubMonitor monitor;
    private final Clock clock;
    private final AtomicInteger underWay = new AtomicInteger();

    BlobGate(LocalContainer container, BlobWrites writes, BlobReads reads, HubMonitor monitor, Clock clock) {
        this.container = container;
        this.writes = writes;
        this.reads = reads;
        this.monitor = monitor;
        this.clock = clock;
    }

    void register(@Observes Router router) {
        container.name().ifPresent(name -> register(router, name));
    }

    private void register(Router router, ContainerName name) {
        router.route().order(ORDER).handler(context -> enter(context, name));
    }

    private void enter(RoutingContext context, ContainerName name) {
        if (BlobPath.isIn(name, String.valueOf(context.request().path()))) {
            answer(new BlobExchange(context.request(), context.vertx().getOrCreateContext()), name);
        } else {
            context.next();
        }
    }

    private void answer(BlobExchange exchange, ContainerName name) {
        if (underWay.incrementAndGet() > container.maxTransfers()) {
            underWay.decrementAndGet();
            exchange.refuse(new BlobRefusal(BlobError.SERVER_BUSY, "Too many transfers are under way; try again"));
            return;
        }
        Uni.createFrom().deferred(() -> serve(exchange, name))
                .onTermination().invoke(underWay::decrementAndGet)
                .emitOn(exchange.loop())
                .subscribe().with(done -> {
                }, failure -> refuse(exchange, failure));
    }

    private Uni<Void> serve(BlobExchange exchange, ContainerName name) {
        BlobRequest request = BlobRequest.of(exchange.request(), name).admitted(container, clock.instant());
        return switch (request.operation()) {
            case PUT_BLOB -> writes.putBlob(request, exchange);
            case PUT_BLOCK -> writes.putBlock(request, exchange);
            case PUT_BLOCK_LIST -> writes.putBlockList(request, exchange);
            case GET_BLOB -> reads.get(request, exchange);
            case GET_PROPERTIES -> reads.properties(request, exchange);
            case GET_BLOCK_LIST -> reads.blockList(request, exchange);
            case DELETE_BLOB -> writes.delete(request, exchange);
        };
    }

    private void refuse(BlobExchange exchange, Throwable failure) {
        HttpServerRequest request = exchange.request();
        if (failure instanceof BlobRefusal refusal) {
            report(request, refusal);
            exchange.refuse(refusal);
        } else {
            if (!isClientGone(failure)) {
                monitor.report(new HubEvent.BackgroundFailure("answering " + request.method() + " of a blob", failure));
            }
            exchange.refuse(new BlobRefusal(BlobError.INTERNAL_ERROR, "The hub could not do it; try again"));
        }
    }

    private static boolean isClientGone(Throwable failure) {
        return failure instanceof HttpClosedException || failure instanceof StreamResetException;
    }

    private void report(HttpServerRequest request, BlobRefusal refusal) {
        if (refusal.error().status() == UNAUTHORIZED || refusal.error().status() == FORBIDDEN) {
            String client = "a storage client at " + request.remoteAddress().hostAddress();
            monitor.report(new HubEvent.ConnectionRefused(client, "https",
                    new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, refusal.detail())));
        }
    }
}
