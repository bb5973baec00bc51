package io.nave.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubEvent.FileUploadStep.Operation;
import io.nave.hub.monitoring.HubMonitor;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

/**
 * Writes the log that an operator reads at night: what happened, to whom by id, and what it means. Repeated lines of one cause
 * are folded. What clients claim to be is cleaned before it is written.
 */
@Singleton
@Typed(LoggingMonitor.class)
final class LoggingMonitor implements HubMonitor {

    private static final Logger LOG = Logger.getLogger("io.nave");
    private static final long SWEEP_MILLIS = 10_000;
    private static final int MAX_CLAIM = 160;

    private final RepeatFold repeats = new RepeatFold(System::nanoTime);

    /** Says what was folded even when nothing new happens. */
    void sweepFrom(@Observes StartupEvent start, Vertx vertx) {
        vertx.setPeriodic(SWEEP_MILLIS, timer -> repeats.sweep(LoggingMonitor::summarise));
    }

    @Override
    public void report(HubEvent event) {
        switch (event) {
            case HubEvent.ListenerOpened e -> LOG.infof("Listening for %s on port %d", e.protocol(), e.port());
            case HubEvent.DeviceConnected e -> LOG.debugf("Device %s connected over %s", e.client(), e.protocol());
            case HubEvent.DeviceDisconnected e ->
                LOG.debugf("Device %s disconnected from %s: %s", e.client(), e.protocol(), clean(e.reason()));
            case HubEvent.ConnectionRefused e -> refused(e);
            case HubEvent.GuessingSuspected e -> suspected(e);
            case HubEvent.ConnectionCut e -> cut(e);
            case HubEvent.ProtocolViolation e -> violated(e);
            case HubEvent.IdentityChanged e -> folded(Level.INFO, "identities: " + e.operation(),
                    "Identity " + clean(e.identity()) + ": " + e.operation(), null);
            case HubEvent.BatchStored e -> LOG.tracef("Stored %d messages in %d us", e.messages(), e.nanos() / 1000);
            case HubEvent.BatchFailed e -> batchFailed(e);
            case HubEvent.ReaderChanged e ->
                LOG.infof("A reader of consumer group %s %s partition %d", clean(e.consumerGroup()),
                        e.attached() ? "attached to" : "left", e.partition());
            case HubEvent.MethodEnded e ->
                LOG.debugf("A method of %s took %d ms: %s", e.client(), e.nanos() / 1_000_000, e.outcome());
            case HubEvent.FileUploadStep e -> uploading(e);
            case HubEvent.RoutingProblem e -> routing(e);
            case HubEvent.Forwarded e -> LOG.tracef("The endpoint %s took %d messages", e.endpoint(), e.messages());
            case HubEvent.DeadLettered e -> buried(e);
            case HubEvent.EndpointChanged e -> endpoint(e);
            case HubEvent.BackgroundFailure e -> folded(Level.ERROR, "failures: " + clean(e.what()),
                    "Failed: " + clean(e.what()), e.cause());
        }
    }

    private void refused(HubEvent.ConnectionRefused e) {
        folded(Level.WARN, "refusals over " + e.protocol() + ", " + e.cause().code().wireName(),
                "Refused " + clean(e.client()) + " over " + e.protocol() + ": " + text(e.cause()), null);
    }

    private static void routing(HubEvent.RoutingProblem e) {
        String what = switch (e.kind()) {
            case UNDEFINED_ROUTE_EVALUATION -> "Undefined for a message, so it did not take it: the route ";
            case ROUTE_EVALUATION_ERROR -> "Cannot look into the body of a message of ";
            case ORPHANED_MESSAGE -> "No route takes a message, and there is no fallback: from ";
            case INVALID_MESSAGE -> "Cannot be delivered and is dropped: a message of ";
        };
        LOG.infof("%s%s%s (%d since this was last told)", what, clean(e.subject()),
                e.detail().isEmpty() ? "" : ": " + clean(e.detail()), e.count());
    }

    private void buried(HubEvent.DeadLettered e) {
        folded(Level.WARN, "messages given up for the endpoint " + clean(e.endpoint()),
                "The endpoint " + clean(e.endpoint()) + " did not take " + e.messages()
                        + " messages, which are now among its dead letters: " + clean(e.reason()),
                null);
    }

    private void endpoint(HubEvent.EndpointChanged e) {
        String what = switch (e.state()) {
            case HEALTHY -> "takes messages again";
            case UNHEALTHY -> "does not take messages; they wait for it";
            case DEAD -> "has not taken messages for so long that they go to its dead letters from now on";
        };
        folded(e.state() == HubEvent.EndpointChanged.State.HEALTHY ? Level.INFO : Level.WARN,
                "changes of the endpoint " + clean(e.endpoint()) + " to " + e.state(),
                "The endpoint " + clean(e.endpoint()) + " " + what + (e.detail().isEmpty() ? "" : ": " + clean(e.detail())),
                null);
    }

    private void suspected(HubEvent.GuessingSuspected e) {
        folded(Level.WARN, e.refused() ? "attempts refused unseen" : "failures answered late",
                "Somebody at " + clean(e.address()) + " has shown wrong credentials again and again, now as "
                        + clean(e.subject()) + ": " + (e.refused() ? "more attempts from there are refused unseen"
                                : "failures are answered late"),
                null);
    }

    private void violated(HubEvent.ProtocolViolation e) {
        String detail = clean(e.detail());
        folded(Level.WARN, "protocol violations over " + e.protocol() + ", " + detail,
                "Closed the connection of " + clean(e.client()) + ", which broke the rules of " + e.protocol() + ": " + detail,
                null);
    }

    private void batchFailed(HubEvent.BatchFailed e) {
        folded(Level.ERROR, "batches that could not be stored",
                "Could not store a batch of " + e.messages() + " messages; their senders got no acknowledgement and will send"
                        + " them again. Is PostgreSQL up and its disk not full? " + text(e.cause()),
                e.cause());
    }

    private void cut(HubEvent.ConnectionCut e) {
        switch (e.reason()) {
            case TAKEN_OVER -> folded(Level.WARN, "connections taken over",
                    "Device " + e.client()
                            + " connected again, so its older connection was closed. If this repeats, two devices"
                            + " use one id",
                    null);
            case REVOKED -> LOG.infof(
                    "Closed the connection of %s: it was disabled, deleted or given other credentials, or the access rules keep it out",
                    e.client());
            case TOKEN_EXPIRED, SHUTDOWN -> LOG.debugf("Closed the connection of %s: %s", e.client(), word(e.reason()));
        }
    }

    private void uploading(HubEvent.FileUploadStep e) {
        String step = (e.operation() == Operation.BEGIN ? "began" : "ended")
                + (e.blob().isEmpty() ? " an upload" : " the upload of " + clean(e.blob()));
        if (e.isDone()) {
            LOG.debugf("Device %s %s in %d ms", e.client(), step, e.nanos() / 1_000_000);
        } else {
            folded(Level.WARN, "file uploads that went wrong, " + e.outcome(),
                    "Device " + e.client() + " " + step + ": " + e.outcome() + ", " + clean(e.detail()), null);
        }
    }

    private void folded(Level level, String cause, String line, @Nullable Throwable failure) {
        if (repeats.admits(cause)) {
            LOG.log(level, line, failure);
        }
    }

    private static void summarise(String cause, long folded) {
        LOG.warnf("%d more %s, not logged one by one", folded, cause);
    }

    private static String word(CutReason reason) {
        return reason == CutReason.SHUTDOWN ? "the hub stops" : "its token has expired";
    }

    private static String text(HubException refusal) {
        return refusal.code().wireName() + " (" + refusal.code().number() + "), " + clean(refusal.detail());
    }

    /** Without what could forge a line or flood it. */
    private static String clean(String text) {
        String cut = text.length() > MAX_CLAIM ? text.substring(0, MAX_CLAIM) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
