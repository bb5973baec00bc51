package io.nave.twins;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.SectionReplay.Step;
import io.nave.twins.TwinHistory.Connection;
import io.nave.twins.TwinHistory.Notification;

/**
 * Whether a device that was connected could follow the desired properties (semantics §4.5): each connection is told of all
 * writes since its first GET, in their order, once each, in the shape that the back end gave them.
 */
final class NotificationChecks {

    private final TwinHistory history;
    private final Map<Long, Step> writes;
    private final List<String> violations = new ArrayList<>();

    NotificationChecks(TwinHistory history) {
        this.history = history;
        this.writes = TwinHistoryChecker.desiredSteps(history).stream()
                .collect(Collectors.toMap(Step::version, step -> step, (one, other) -> one));
    }

    List<String> violations() {
        for (Connection connection : history.connections()) {
            checkOrder(connection);
            checkEnds(connection);
            connection.notifications().forEach(notification -> checkBody(connection, notification));
            checkFollowed(connection);
        }
        return violations;
    }

    private void checkOrder(Connection connection) {
        List<Notification> notifications = connection.notifications();
        for (int i = 1; i < notifications.size(); i++) {
            long last = notifications.get(i - 1).version();
            long version = notifications.get(i).version();
            if (version != last + 1) {
                violations.add(connection.name() + " was told of " + version + " after " + last);
            }
        }
    }

    private void checkEnds(Connection connection) {
        long seen = connection.firstSeen();
        long first = connection.notifications().isEmpty() ? seen + 1 : connection.notifications().getFirst().version();
        long last = connection.notifications().isEmpty() ? seen : connection.notifications().getLast().version();
        if (first > seen + 1) {
            violations.add(connection.name() + " was told of " + first + " first but had seen " + seen);
        }
        if (first <= connection.before().desired()) {
            violations.add(connection.name() + " was told of " + first + ", older than itself");
        }
        if (Math.max(seen, last) < connection.awaited()) {
            violations.add(connection.name() + " waited for " + connection.awaited() + " and was told up to " + last);
        }
    }

    private void checkBody(Connection connection, Notification notification) {
        Step write = writes.get(notification.version());
        if (write == null) {
            violations.add(connection.name() + " was told of " + notification.version() + ", which nobody wrote");
            return;
        }
        ObjectNode expected = write.replaces() ? replaced(write) : TwinJson.plain(write.content());
        expected.put("$version", notification.version());
        if (!TwinJson.object(expected.toString()).equals(notification.body())) {
            violations.add(connection.name() + " was told " + notification.body() + " and not " + expected);
        }
    }

    private static ObjectNode replaced(Step write) {
        TwinModel model = new TwinModel();
        write.applyTo(model);
        return model.values();
    }

    /** What a device makes of its first GET and the notifications; that a PUT replaces, it knows from us. */
    private void checkFollowed(Connection connection) {
        TwinModel model = new TwinModel();
        model.replace(TwinJson.objectAt(connection.firstGet(), "/desired"), connection.firstSeen());
        long version = connection.firstSeen();
        for (Notification notification : connection.notifications()) {
            if (notification.version() > version) {
                boolean replaces = writes.containsKey(notification.version()) && writes.get(notification.version()).replaces();
                new Step(notification.version(), replaces, notification.body()).applyTo(model);
                version = notification.version();
            }
        }
        ObjectNode end = TwinJson.objectAt(history.end(), "/properties/desired");
        if (version == TwinJson.numberAt(end, "/$version") && !model.values().equals(TwinJson.plain(end))) {
            violations.add(connection.name() + " ended with " + model.values() + " and not " + TwinJson.plain(end));
        }
    }
}
