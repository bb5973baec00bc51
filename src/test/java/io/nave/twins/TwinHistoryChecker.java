package io.nave.twins;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.nave.twins.SectionReplay.Step;
import io.nave.twins.SectionReplay.View;
import io.nave.twins.TwinHistory.Sighting;

/** Judges a history of one twin; what is wrong with it is told in one line each (semantics §4.3-4.5). */
final class TwinHistoryChecker {

    private final TwinHistory history;
    private final List<Sighting> sightings;

    private TwinHistoryChecker(TwinHistory history) {
        this.history = history;
        Sighting end = new Sighting("the end", TwinHistory.Versions.FRESH, history.end());
        this.sightings = Stream.concat(Stream.concat(history.sightings().stream(),
                history.serviceWrites().stream().map(TwinHistory.ServiceWrite::sighting)), Stream.of(end)).toList();
    }

    static List<String> violations(TwinHistory history) {
        TwinHistoryChecker checker = new TwinHistoryChecker(history);
        List<String> violations = new ArrayList<>(new VersionChecks(history, checker.sightings).violations());
        violations.addAll(checker.tags());
        violations.addAll(checker.desired());
        violations.addAll(checker.reported());
        violations.addAll(new NotificationChecks(history).violations());
        return violations;
    }

    /** Tags have no version of their own: the twin's orders them. */
    private List<String> tags() {
        List<Step> steps = history.serviceWrites().stream().flatMap(write -> write.change().tags().stream()
                .map(content -> new Step(write.root(), write.change().replaces(), content))).toList();
        List<View> views = sightings.stream().filter(Sighting::isWhole).map(seen -> new View(seen.where(), seen.root(),
                TwinJson.objectAt(seen.document(), "/tags"), View.Stamps.NONE)).toList();
        return new SectionReplay("tags").violations(steps, views);
    }

    private List<String> desired() {
        return new SectionReplay("desired").violations(desiredSteps(history), views("desired", View.Stamps.TIME_AND_VERSION));
    }

    private List<String> reported() {
        List<Step> steps = history.allReported().stream().map(write -> new Step(write.version(), false, write.patch()))
                .toList();
        return new SectionReplay("reported").violations(steps, views("reported", View.Stamps.TIME));
    }

    static List<Step> desiredSteps(TwinHistory history) {
        return history.serviceWrites().stream().flatMap(write -> write.change().desired().stream()
                .map(content -> new Step(write.desired(), write.change().replaces(), content))).toList();
    }

    /** Devices get no metadata. */
    private List<View> views(String section, View.Stamps stamps) {
        return sightings.stream().map(seen -> new View(seen.where(), seen.version(section), seen.section(section),
                seen.isWhole() ? stamps : View.Stamps.NONE)).toList();
    }
}
