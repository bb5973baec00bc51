package io.nave.twins;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What happened at one twin, as its clients were told: writes that were accepted, documents that were read, and what the device
 * was notified of.
 *
 * @param end the whole twin after the last write
 */
record TwinHistory(List<ServiceWrite> serviceWrites, List<ReportedWrite> reportedWrites, List<UnansweredWrite> unanswered,
        List<Sighting> sightings, List<Connection> connections, ObjectNode end) {

    /** Under this reported member each unanswered write leaves its mark. */
    static final String MARKS = "marks";

    TwinHistory {
        serviceWrites = List.copyOf(serviceWrites);
        reportedWrites = List.copyOf(reportedWrites);
        unanswered = List.copyOf(unanswered);
        sightings = List.copyOf(sightings);
        connections = List.copyOf(connections);
    }

    /** All accepted reported writes; an unanswered one was accepted when it left its mark. */
    List<ReportedWrite> allReported() {
        return Stream.concat(reportedWrites.stream(), unanswered.stream()
                .filter(write -> end.at("/properties/reported/" + MARKS).has(write.mark())).map(UnansweredWrite::accepted))
                .toList();
    }

    /** How far writes were acknowledged at some time; versions of the twin, of desired and of reported properties. */
    record Versions(long root, long desired, long reported) {
        static final Versions FRESH = new Versions(2, 1, 1);
    }

    /** What a back end asks for: a PATCH, or a PUT that replaces the sections it gives. */
    record Change(boolean replaces, Optional<ObjectNode> tags, Optional<ObjectNode> desired) {

        String body() {
            ObjectNode body = TwinJson.newObject();
            tags.ifPresent(content -> body.set("tags", content));
            desired.ifPresent(content -> body.putObject("properties").set("desired", content));
            return body.toString();
        }
    }

    /**
     * A write of a back end that was accepted.
     *
     * @param ifMatch the etag that it demanded
     * @param before what was acknowledged before it was sent
     * @param answer the whole twin as it was answered
     */
    record ServiceWrite(Change change, Optional<String> ifMatch, Versions before, ObjectNode answer) {

        /** The answer shows the twin as this write left it. */
        Sighting sighting() {
            return new Sighting("write " + root(), before, answer);
        }

        long root() {
            return TwinJson.numberAt(answer, "/version");
        }

        long desired() {
            return TwinJson.numberAt(answer, "/properties/desired/$version");
        }
    }

    /**
     * A write of the device that was accepted.
     *
     * @param base the version that it demanded
     * @param version the version that it was answered
     * @param before how far reported writes were acknowledged when it was sent
     */
    record ReportedWrite(ObjectNode patch, OptionalLong base, long version, long before) {
    }

    /** A write that the device sent on a base and never heard of again; if it was accepted, its version is the next one. */
    record UnansweredWrite(String mark, ObjectNode patch, long base) {

        ReportedWrite accepted() {
            return new ReportedWrite(patch, OptionalLong.of(base), base + 1, base);
        }
    }

    /**
     * A document that was read.
     *
     * @param where by whom, for messages
     * @param acknowledged what was acknowledged before it was asked for
     * @param document the whole twin, or the two sections that a device gets
     */
    record Sighting(String where, Versions acknowledged, ObjectNode document) {

        /** Whether it is what a back end sees. */
        boolean isWhole() {
            return document.has("properties");
        }

        long root() {
            return TwinJson.numberAt(document, "/version");
        }

        ObjectNode section(String name) {
            return TwinJson.objectAt(document, (isWhole() ? "/properties/" : "/") + name);
        }

        long version(String section) {
            return TwinJson.numberAt(section(section), "/$version");
        }
    }

    /**
     * A connection of the device.
     *
     * @param before what was acknowledged before it connected
     * @param firstGet what it read once it was subscribed
     * @param notifications in the order of arrival
     * @param awaited the version up to which notifications were waited for before it ended
     */
    record Connection(String name, Versions before, ObjectNode firstGet, List<Notification> notifications, long awaited) {

        Connection {
            notifications = List.copyOf(notifications);
        }

        long firstSeen() {
            return TwinJson.numberAt(firstGet, "/desired/$version");
        }
    }

    /** A notification of changed desired properties; the version is the topic's. */
    record Notification(long version, ObjectNode body) {
    }
}
