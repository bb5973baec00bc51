package io.nave.twins;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.TwinHistory.Change;
import io.nave.twins.TwinHistory.Notification;
import io.nave.twins.TwinHistory.ReportedWrite;
import io.nave.twins.TwinHistory.ServiceWrite;
import io.nave.twins.TwinHistory.Versions;

/** A twin that answers as it should, to make histories of. */
final class InMemoryTwin {

    private final TwinModel tags = new TwinModel();
    private final TwinModel desired = new TwinModel();
    private final TwinModel reported = new TwinModel();
    private final Map<Long, String> desiredTimes = new HashMap<>(Map.of(1L, MetadataCheck.NEVER));
    private final Map<Long, String> reportedTimes = new HashMap<>(Map.of(1L, MetadataCheck.NEVER));
    private long root = 2;
    private long serviceWrites;
    private int second = 10;

    /** Sets the clock. */
    void setSecond(int second) {
        this.second = second;
    }

    Versions versions() {
        return new Versions(root, desiredTimes.size(), reportedTimes.size());
    }

    String etag() {
        return VersionChecks.etag(serviceWrites);
    }

    ServiceWrite write(Change change, Optional<String> ifMatch) {
        Versions before = versions();
        root++;
        serviceWrites++;
        change.tags().ifPresent(content -> new SectionReplay.Step(root, change.replaces(), content).applyTo(tags));
        change.desired().ifPresent(content -> {
            long version = stamp(desiredTimes);
            new SectionReplay.Step(version, change.replaces(), content).applyTo(desired);
        });
        return new ServiceWrite(change, ifMatch, before, document());
    }

    ReportedWrite report(ObjectNode patch, OptionalLong base) {
        root++;
        long before = reportedTimes.size();
        long version = stamp(reportedTimes);
        reported.patch(patch, version);
        return new ReportedWrite(patch, base, version, before);
    }

    private long stamp(Map<Long, String> times) {
        long version = times.size() + 1L;
        times.put(version, "2024-05-01T10:00:%02d.1234567Z".formatted(second++));
        return version;
    }

    /** What a device is told after a patch. */
    Notification patched(ObjectNode patch) {
        ObjectNode body = patch.deepCopy();
        body.put("$version", desiredTimes.size());
        return new Notification(desiredTimes.size(), parsed(body));
    }

    /** What a device is told after a PUT. */
    Notification replaced() {
        return patched(desired.values());
    }

    /** What a back end reads. */
    ObjectNode document() {
        ObjectNode document = TwinJson.newObject().put("version", root).put("etag", etag());
        document.set("tags", tags.values());
        ObjectNode properties = document.putObject("properties");
        properties.set("desired", section(desired, desiredTimes, true));
        properties.set("reported", section(reported, reportedTimes, false));
        return parsed(document);
    }

    /** What a device reads. */
    ObjectNode deviceDocument() {
        ObjectNode document = TwinJson.newObject();
        document.set("desired", desired.values().put("$version", desiredTimes.size()));
        document.set("reported", reported.values().put("$version", reportedTimes.size()));
        return parsed(document);
    }

    private static ObjectNode section(TwinModel model, Map<Long, String> times, boolean withVersion) {
        ObjectNode section = model.values();
        section.set("$metadata", metadata(model.root(), times, withVersion));
        return section.put("$version", times.size());
    }

    private static ObjectNode metadata(TwinModel.Node node, Map<Long, String> times, boolean withVersion) {
        ObjectNode metadata = TwinJson.newObject().put("$lastUpdated", times.get(node.version()));
        if (withVersion && node.version() > TwinModel.FRESH) {
            metadata.put("$lastUpdatedVersion", node.version());
        }
        if (node instanceof TwinModel.Branch branch) {
            branch.members().forEach((key, child) -> metadata.set(key, metadata(child, times, withVersion)));
        }
        return metadata;
    }

    private static ObjectNode parsed(ObjectNode document) {
        return TwinJson.object(document.toString());
    }
}
