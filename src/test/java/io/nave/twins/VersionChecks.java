package io.nave.twins;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

import io.nave.twins.TwinHistory.ReportedWrite;
import io.nave.twins.TwinHistory.ServiceWrite;
import io.nave.twins.TwinHistory.Sighting;

/**
 * Whether the numbers of a history fit together (semantics §4.4): each accepted write steps its section's version by one, no
 * number is given twice, conditions held, every document is one that the twin once was, and what is acknowledged is seen.
 */
final class VersionChecks {

    private static final long FRESH_ROOT = 2;

    private final List<ServiceWrite> serviceWrites;
    private final List<ReportedWrite> reportedWrites;
    private final List<Sighting> sightings;
    private final long[] desiredWrites;
    private final TwinHistory history;
    private final List<String> violations = new ArrayList<>();

    VersionChecks(TwinHistory history, List<Sighting> sightings) {
        this.history = history;
        this.sightings = sightings;
        this.serviceWrites = history.serviceWrites().stream().sorted(Comparator.comparingLong(ServiceWrite::root)).toList();
        this.reportedWrites = history.allReported();
        this.desiredWrites = desiredWrites();
    }

    /** How many of the first writes of back ends had desired properties. */
    private long[] desiredWrites() {
        long[] counts = new long[serviceWrites.size() + 1];
        for (int i = 0; i < serviceWrites.size(); i++) {
            counts[i + 1] = counts[i] + (serviceWrites.get(i).change().desired().isPresent() ? 1 : 0);
        }
        return counts;
    }

    /** The etag after that many writes of back ends: base64 of a counter of 8 bytes. */
    static String etag(long writes) {
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(1 + writes).array());
    }

    List<String> violations() {
        checkGivenOnce("desired", desiredVersions().toArray());
        checkGivenOnce("reported", reportedWrites.stream().mapToLong(ReportedWrite::version).toArray());
        checkRootGivenOnce();
        checkEnd();
        for (int i = 0; i < serviceWrites.size(); i++) {
            checkCondition(serviceWrites.get(i), etag(i));
        }
        reportedWrites.forEach(this::checkCondition);
        sightings.forEach(this::checkSeen);
        sightings.stream().filter(Sighting::isWhole).forEach(this::checkWhole);
        return violations;
    }

    private LongStream desiredVersions() {
        return serviceWrites.stream().filter(write -> write.change().desired().isPresent()).mapToLong(ServiceWrite::desired);
    }

    private void checkGivenOnce(String section, long... versions) {
        long[] sorted = LongStream.of(versions).sorted().toArray();
        long last = TwinModel.FRESH;
        for (long version : sorted) {
            if (version == last) {
                violations.add(section + " version " + version + " is given twice");
            } else if (version != last + 1) {
                violations.add(section + " version " + version + " follows " + last);
            }
            last = version;
        }
    }

    private void checkRootGivenOnce() {
        for (int i = 1; i < serviceWrites.size(); i++) {
            if (serviceWrites.get(i).root() == serviceWrites.get(i - 1).root()) {
                violations.add("version " + serviceWrites.get(i).root() + " of the twin is given twice");
            }
        }
    }

    private void checkEnd() {
        Sighting end = new Sighting("the end", TwinHistory.Versions.FRESH, history.end());
        checkEnd("desired $version", end.version("desired"), TwinModel.FRESH + desiredWrites[serviceWrites.size()]);
        checkEnd("reported $version", end.version("reported"), TwinModel.FRESH + reportedWrites.size());
        checkEnd("version of the twin", end.root(), FRESH_ROOT + serviceWrites.size() + reportedWrites.size());
    }

    private void checkEnd(String what, long found, long expected) {
        if (found != expected) {
            violations.add("at the end the " + what + " is " + found + " and not " + expected);
        }
    }

    private void checkCondition(ServiceWrite write, String current) {
        if (write.root() <= write.before().root()) {
            violations.add("write " + write.root() + " was sent after " + write.before().root() + " was acknowledged");
        }
        write.ifMatch().filter(demanded -> !demanded.equals(current)).ifPresent(demanded -> violations
                .add("write " + write.root() + " demanded etag " + demanded + " and overwrote " + current));
    }

    private void checkCondition(ReportedWrite write) {
        if (write.base().isPresent() && write.base().getAsLong() + 1 != write.version()) {
            violations.add("reported write " + write.version() + " demanded version " + write.base().getAsLong());
        }
        if (write.version() <= write.before()) {
            violations.add("reported write " + write.version() + " was sent after " + write.before() + " was acknowledged");
        }
    }

    /** A read that follows an acknowledged write sees it. */
    private void checkSeen(Sighting seen) {
        checkSeen(seen, "desired", seen.version("desired"), seen.acknowledged().desired());
        checkSeen(seen, "reported", seen.version("reported"), seen.acknowledged().reported());
        if (seen.isWhole()) {
            checkSeen(seen, "twin", seen.root(), seen.acknowledged().root());
        }
    }

    private void checkSeen(Sighting seen, String what, long found, long acknowledged) {
        if (found < acknowledged) {
            violations.add(seen.where() + " saw " + what + " " + found + " after " + acknowledged + " was acknowledged");
        }
    }

    /** A document's numbers are those of one moment. */
    private void checkWhole(Sighting seen) {
        int before = writesUpTo(seen.root());
        long desired = TwinModel.FRESH + desiredWrites[before];
        long root = FRESH_ROOT + before + seen.version("reported") - TwinModel.FRESH;
        String etag = seen.document().path("etag").asText();
        if (seen.root() != root || seen.version("desired") != desired || !etag.equals(etag(before))) {
            violations.add(seen.where() + " saw version " + seen.root() + " with desired " + seen.version("desired")
                    + ", reported " + seen.version("reported") + " and etag " + etag + " where version " + root
                    + " with desired "
                    + desired + " and etag " + etag(before) + " fit");
        }
    }

    private int writesUpTo(long root) {
        int low = 0;
        int high = serviceWrites.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (serviceWrites.get(middle).root() <= root) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
