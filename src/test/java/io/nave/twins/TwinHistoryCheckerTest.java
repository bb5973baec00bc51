package io.nave.twins;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.TwinHistory.Change;
import io.nave.twins.TwinHistory.Connection;
import io.nave.twins.TwinHistory.Notification;
import io.nave.twins.TwinHistory.ReportedWrite;
import io.nave.twins.TwinHistory.ServiceWrite;
import io.nave.twins.TwinHistory.Sighting;
import io.nave.twins.TwinHistory.UnansweredWrite;
import io.nave.twins.TwinHistory.Versions;

import static org.assertj.core.api.Assertions.assertThat;

/** The judge of histories accepts one that is right, and sees each single thing that is not. */
class TwinHistoryCheckerTest {

    private final InMemoryTwin twin = new InMemoryTwin();
    private final List<ServiceWrite> serviceWrites = new ArrayList<>();
    private final List<ReportedWrite> reportedWrites = new ArrayList<>();
    private final List<UnansweredWrite> unanswered = new ArrayList<>();
    private final List<Sighting> sightings = new ArrayList<>();
    private final List<Notification> notifications = new ArrayList<>();
    private Versions before = Versions.FRESH;
    private ObjectNode firstGet = TwinJson.newObject();
    private long awaited;
    private ObjectNode end = TwinJson.newObject();

    /** Desired version 2 is seen when the device connects; it is told of 3, 4 (a PUT) and 5. */
    @BeforeEach
    void rightHistory() {
        see("fresh", twin.document());
        write(new Change(false, object("{'t':1}"), object("{'a':{'b':1,'c':2.5},'x':[1,{'y':2}]}")), Optional.empty());
        report("{'r':{'s':5.0,'t':1}}", OptionalLong.empty());
        see("back end", twin.document());
        see("device", twin.deviceDocument());
        before = twin.versions();
        firstGet = twin.deviceDocument();
        notifyPatch("{'a':{'b':null},'y':'é'}", "{'a':{'b':null},'y':'é','$version':1}");
        see("middle", twin.document());
        report("{'r':{'t':null}}", OptionalLong.of(2));
        write(new Change(true, Optional.empty(), object("{'z':{'q':1},'n':null}")), Optional.empty());
        notifications.add(twin.replaced());
        write(new Change(false, object("{'t':null,'u':{'v':{'w':null}}}"), Optional.empty()), Optional.of(twin.etag()));
        notifyPatch("{'z':{'w':1}}", "{'z':{'w':1}}");
        see("device at last", twin.deviceDocument());
        awaited = 5;
        end = twin.document();
    }

    @Test
    void rightHistoryIsAccepted() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void refusedAndUnmarkedWritesHaveNoPlaceInIt() {
        // when
        unanswered.add(new UnansweredWrite("lost", object("{'r':7,'marks':{'lost':true}}").orElseThrow(), 3));
        // then
        assertThat(violations()).isEmpty();
    }

    @Test
    void unansweredWriteThatLeftItsMarkIsOneOfIt() {
        // when
        ObjectNode patch = object("{'r':7,'marks':{'kept':true}}").orElseThrow();
        unanswered.add(new UnansweredWrite("kept", patch, 3));
        twin.report(patch, OptionalLong.of(3));
        end = twin.document();
        // then
        assertThat(violations()).isEmpty();
        // when
        unanswered.clear();
        // then
        assertThat(violations()).contains("at the end the reported $version is 4 and not 3");
    }

    // --- versions

    @Test
    void desiredVersionGivenTwiceIsSeen() {
        editAnswer(1, answer -> at(answer, "/properties/desired").put("$version", 2));
        assertSeen("desired version 2 is given twice");
    }

    @Test
    void desiredVersionThatIsSkippedIsSeen() {
        editAnswer(4, answer -> at(answer, "/properties/desired").put("$version", 6));
        assertSeen("desired version 6 follows 4");
    }

    @Test
    void reportedVersionGivenTwiceIsSeen() {
        ReportedWrite last = reportedWrites.removeLast();
        reportedWrites.add(new ReportedWrite(last.patch(), OptionalLong.empty(), 2, 1));
        assertSeen("reported version 2 is given twice");
    }

    @Test
    void acceptedWriteThatIsNotCountedIsSeen() {
        ReportedWrite last = reportedWrites.getLast();
        reportedWrites.add(new ReportedWrite(last.patch(), OptionalLong.empty(), 4, 3));
        assertSeen("at the end the reported $version is 3 and not 4");
        assertSeen("at the end the version of the twin is 9 and not 10");
    }

    @Test
    void desiredVersionAtTheEndIsCompared() {
        at(end, "/properties/desired").put("$version", 6);
        assertSeen("at the end the desired $version is 6 and not 5");
    }

    @Test
    void versionOfTheTwinGivenTwiceIsSeen() {
        editAnswer(3, answer -> answer.put("version", 7));
        assertSeen("version 7 of the twin is given twice");
    }

    @Test
    void etagThatDoesNotFitIsSeen() {
        sightings.get(1).document().put("etag", VersionChecks.etag(2));
        assertSeen("back end saw version 4 with desired 2, reported 2 and etag AAAAAAAAAAM=");
    }

    @Test
    void documentOfTwoMomentsIsSeen() {
        sightings.get(1).document().put("version", 5);
        assertSeen("back end saw version 5 with desired 2, reported 2");
    }

    @Test
    void acceptedWriteWhoseEtagWasStaleIsSeen() {
        ServiceWrite write = serviceWrites.get(3);
        serviceWrites.set(3,
                new ServiceWrite(write.change(), Optional.of(VersionChecks.etag(1)), write.before(), write.answer()));
        assertSeen("write 8 demanded etag AAAAAAAAAAI= and overwrote AAAAAAAAAAQ=");
    }

    @Test
    void acceptedReportWhoseVersionWasStaleIsSeen() {
        ReportedWrite last = reportedWrites.removeLast();
        reportedWrites.add(new ReportedWrite(last.patch(), OptionalLong.of(1), 3, 1));
        assertSeen("reported write 3 demanded version 1");
    }

    @Test
    void reportThatComesBeforeOneThatWasAcknowledgedIsSeen() {
        ReportedWrite first = reportedWrites.removeFirst();
        reportedWrites.add(new ReportedWrite(first.patch(), OptionalLong.empty(), 2, 3));
        assertSeen("reported write 2 was sent after 3 was acknowledged");
    }

    @Test
    void writeThatComesBeforeOneThatWasAcknowledgedIsSeen() {
        ServiceWrite write = serviceWrites.get(1);
        serviceWrites.set(1, new ServiceWrite(write.change(), write.ifMatch(), new Versions(5, 3, 2), write.answer()));
        assertSeen("write 5 was sent after 5 was acknowledged");
    }

    @Test
    void readThatMissesAnAcknowledgedWriteIsSeen() {
        ObjectNode old = sightings.get(1).document();
        sightings.add(new Sighting("late", new Versions(5, 3, 3), old));
        assertSeen("late saw twin 4 after 5 was acknowledged");
        assertSeen("late saw desired 2 after 3 was acknowledged");
        assertSeen("late saw reported 2 after 3 was acknowledged");
    }

    // --- documents

    @Test
    void lostUpdateIsSeenInEachSection() {
        at(end, "/tags").remove("u");
        at(end, "/properties/desired/z").remove("q");
        at(end, "/properties/reported/r").put("t", 1);
        assertSeen("tags at 9 seen by the end is {} and not {\"u\":{\"v\":{}}}");
        assertSeen("desired at 5 seen by the end is {\"z\":{\"w\":1}} and not {\"z\":{\"q\":1,\"w\":1}}");
        assertSeen("reported at 3 seen by the end is {\"r\":{\"s\":5.0,\"t\":1}} and not {\"r\":{\"s\":5.0}}");
    }

    @Test
    void wrongDocumentOnTheWayIsSeen() {
        at(sightings.get(1).document(), "/properties/desired/a").put("b", 2);
        assertSeen("desired at 2 seen by back end is");
    }

    @Test
    void changedTypeIsSeen() {
        at(end, "/properties/reported/r").put("s", 5);
        assertSeen("reported at 3 seen by the end is {\"r\":{\"s\":5}} and not {\"r\":{\"s\":5.0}}");
    }

    @Test
    void metadataOfTagsIsSeen() {
        at(end, "/tags").putObject("$metadata");
        assertSeen("tags at 9 seen by the end is");
    }

    @Test
    void metadataForADeviceIsSeen() {
        at(sightings.getLast().document(), "/desired").putObject("$metadata");
        assertSeen("desired at 5 seen by device at last is");
    }

    // --- metadata

    @Test
    void metadataThatIsMissingOrTooMuchIsSeen() {
        at(end, "/properties/desired/$metadata/z").remove("q");
        at(end, "/properties/desired/$metadata/z").putObject("gone");
        assertSeen("metadata of desired at 5 seen by the end: '/z' lacks [q] and has [gone] too many");
    }

    @Test
    void metadataWithinAnArrayIsSeen() {
        at(sightings.get(1).document(), "/properties/desired/$metadata/x").putObject("0");
        assertSeen("metadata of desired at 2 seen by back end: '/x' lacks [] and has [0] too many");
    }

    @Test
    void versionOfAnotherWriteIsSeen() {
        at(end, "/properties/desired/$metadata/z/q").put("$lastUpdatedVersion", 5);
        assertSeen("'/z/q' $lastUpdatedVersion is 5 and not 4");
    }

    @Test
    void versionInMetadataOfReportedIsSeen() {
        at(end, "/properties/reported/$metadata/r").put("$lastUpdatedVersion", 3);
        assertSeen("'/r' lacks [] and has [$lastUpdatedVersion] too many");
    }

    @Test
    void timeOfAnotherWriteIsSeen() {
        String time = at(end, "/properties/desired/$metadata").get("$lastUpdated").asText();
        at(end, "/properties/desired/$metadata/z/q").put("$lastUpdated", time);
        assertSeen("'/z/q' $lastUpdated is 2024-05-01T10:00:15.1234567Z but write 4 was at 2024-05-01T10:00:14.1234567Z");
    }

    @Test
    void timeOfTheFreshSectionIsCompared() {
        at(sightings.getFirst().document(), "/properties/reported/$metadata").put("$lastUpdated",
                "2024-05-01T10:00:00.1234567Z");
        assertSeen(
                "metadata of reported at 1 seen by fresh: '' $lastUpdated is 2024-05-01T10:00:00.1234567Z but write 1 was at");
    }

    @Test
    void timeOfAnotherFormIsSeen() {
        at(end, "/properties/desired/$metadata/z/q").put("$lastUpdated", "2024-05-01T10:00:14.123Z");
        assertSeen("'/z/q' $lastUpdated is written as '2024-05-01T10:00:14.123Z'");
    }

    @Test
    void parentThatIsOlderThanItsChildIsSeen() {
        twin.setSecond(1);
        notifyPatch("{'z':{'late':1}}", "{'z':{'late':1}}");
        awaited = 6;
        end = twin.document();
        assertSeen("'/z/q' is of 2024-05-01T10:00:14.1234567Z, younger than what it is in, 2024-05-01T10:00:01.1234567Z");
    }

    // --- notifications

    @Test
    void notificationTwiceIsSeen() {
        notifications.add(1, notifications.getFirst());
        assertSeen("device was told of 3 after 3");
    }

    @Test
    void notificationsOutOfOrderAreSeen() {
        Collections.swap(notifications, 0, 1);
        assertSeen("device was told of 3 after 4");
    }

    @Test
    void notificationThatIsMissingAmongOthersIsSeen() {
        notifications.remove(1);
        assertSeen("device was told of 5 after 3");
    }

    @Test
    void firstNotificationThatIsMissingIsSeen() {
        notifications.removeFirst();
        assertSeen("device was told of 4 first but had seen 2");
    }

    @Test
    void lastNotificationThatIsMissingIsSeen() {
        notifications.removeLast();
        assertSeen("device waited for 5 and was told up to 4");
    }

    @Test
    void allNotificationsThatAreMissingAreSeen() {
        notifications.clear();
        assertSeen("device waited for 5 and was told up to 2");
    }

    @Test
    void notificationFromBeforeTheConnectionIsSeen() {
        notifications.addFirst(new Notification(2, notification("{'a':{'b':1,'c':2.5},'x':[1,{'y':2}],'$version':2}")));
        assertSeen("device was told of 2, older than itself");
    }

    @Test
    void notificationOfNoWriteIsSeen() {
        notifications.add(new Notification(6, notification("{'$version':6}")));
        assertSeen("device was told of 6, which nobody wrote");
    }

    @Test
    void notificationWithoutTheNullsOfThePatchIsSeen() {
        notifications.set(0, new Notification(3, notification("{'a':{},'y':'é','$version':3}")));
        assertSeen(
                "device was told {\"a\":{},\"y\":\"é\",\"$version\":3} and not {\"a\":{\"b\":null},\"y\":\"é\",\"$version\":3}");
    }

    @Test
    void notificationWithAnotherVersionInItsBodyIsSeen() {
        notifications.set(2, new Notification(5, notification("{'z':{'w':1},'$version':4}")));
        assertSeen("device was told {\"z\":{\"w\":1},\"$version\":4} and not");
    }

    @Test
    void notificationWithMetadataIsSeen() {
        notifications.get(2).body().putObject("$metadata");
        assertSeen("device was told {\"z\":{\"w\":1},\"$version\":5,\"$metadata\":{}} and not");
    }

    @Test
    void replacementToldAsItWasWrittenIsSeen() {
        notifications.set(1, new Notification(4, notification("{'z':{'q':1},'n':null,'$version':4}")));
        assertSeen("device was told {\"z\":{\"q\":1},\"n\":null,\"$version\":4} and not {\"z\":{\"q\":1},\"$version\":4}");
    }

    @Test
    void deviceThatCannotFollowIsSeen() {
        notifications.set(2, new Notification(5, notification("{'z':{'w':2},'$version':5}")));
        assertSeen("device ended with {\"z\":{\"q\":1,\"w\":2}} and not {\"z\":{\"q\":1,\"w\":1}}");
    }

    // --- how the history is made and changed

    private void write(Change change, Optional<String> ifMatch) {
        ServiceWrite write = twin.write(change, ifMatch);
        serviceWrites.add(write);
    }

    private void report(String patch, OptionalLong base) {
        reportedWrites.add(twin.report(object(patch).orElseThrow(), base));
    }

    private void notifyPatch(String told, String written) {
        write(new Change(false, Optional.empty(), object(written)), Optional.empty());
        notifications.add(twin.patched(object(told).orElseThrow()));
    }

    private void see(String who, ObjectNode document) {
        sightings.add(new Sighting(who, twin.versions(), document));
    }

    /** The answer of a write is what its writer saw. */
    private void editAnswer(int write, Consumer<ObjectNode> edit) {
        edit.accept(serviceWrites.get(write).answer());
    }

    private static ObjectNode at(ObjectNode document, String pointer) {
        return (ObjectNode) document.at(pointer);
    }

    private static Optional<ObjectNode> object(String json) {
        return Optional.of(notification(json));
    }

    private static ObjectNode notification(String json) {
        return TwinJson.object(json.replace('\'', '"'));
    }

    private List<String> violations() {
        Connection connection = new Connection("device", before, firstGet, notifications, awaited);
        return TwinHistoryChecker.violations(
                new TwinHistory(serviceWrites, reportedWrites, unanswered, sightings, List.of(connection), end));
    }

    private void assertSeen(String violation) {
        assertThat(violations().stream().anyMatch(line -> line.contains(violation))).as(() -> violation + " in\n"
                + String.join("\n", violations())).isTrue();
    }
}
