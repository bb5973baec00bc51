package io.nave.hub.twins;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.json.TwinText;
import io.nave.hub.limits.HubLimits;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every TwinStore keeps to (semantics §4). */
public abstract class TwinStoreContract {

    private static final String GENERATION = "638000000000000001";
    private static final String ISO_TIME = "20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z";

    private final ClientId device = ClientId.of("d:" + UUID.randomUUID());
    private final ClientId module = ClientId.of(device.device().value(), "m$1");

    protected abstract TwinStore store();

    /** Registers a device or a module of a device, of this generation. */
    protected abstract void register(ClientId client, String generationId);

    @BeforeEach
    void registerDevice() {
        register(device, GENERATION);
    }

    @Test
    void freshTwinIsEmptyAndHasTheFirstVersions() {
        Twin twin = twin(device);
        assertThat(twin.version()).isEqualTo(2);
        assertThat(twin.etag().value()).isEqualTo("AAAAAAAAAAE=");
        assertThat(twin.modelId()).isEmpty();
        assertThat(twin.tags()).isEqualTo(json("{}"));
        TwinProperties fresh = new TwinProperties(json("{}"), json("{'$lastUpdated':'0001-01-01T00:00:00Z'}"), 1);
        assertThat(twin.desired()).isEqualTo(fresh);
        assertThat(twin.reported()).isEqualTo(fresh);
    }

    @Test
    void unknownIdentityHasNoTwin() {
        // given
        ClientId nobody = ClientId.of("nobody-" + UUID.randomUUID());
        // then
        assertThat(await(store().find(nobody))).isEmpty();
        assertThat(await(store().find(module))).isEmpty();
        assertThat(await(store().findForDevice(nobody))).isEmpty();
        assertThat(await(store().desiredVersion(nobody))).isEmpty();
        assertThat(refusal(store().write(nobody, tags("{'a':1}"), OptionalLong.empty(), false)))
                .isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
        assertThat(refusal(store().report(nobody, Optional.of(GENERATION), reported("{'a':1}"), false)))
                .isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
    }

    @Test
    void patchMergesObjectsReplacesArraysAndDeletesByNull() {
        // given
        report("{'a':{'b':1,'c':[1,2]},'d':'x','e':true}");
        // when
        report("{'a':{'c':[3],'f':{'g':2}},'d':null,'e':{'h':1},'absent':null}");
        // then
        assertThat(twin(device).reported().content()).isEqualTo(json("{'a':{'b':1,'c':[3],'f':{'g':2}},'e':{'h':1}}"));
    }

    /** The vectors of semantics §4.3. */
    @Test
    void nullInsideAnAbsentObjectCreatesAnEmptyOne() {
        report("{'p':null}");
        assertThat(twin(device).reported().content()).isEqualTo(json("{}"));
        report("{'p':{'q':null}}");
        assertThat(twin(device).reported().content()).isEqualTo(json("{'p':{}}"));
        report("{'p':{'q':null}}");
        assertThat(twin(device).reported().content()).isEqualTo(json("{'p':{}}"));
        report("{'p':null}");
        assertThat(twin(device).reported().content()).isEqualTo(json("{}"));
    }

    @Test
    void everySectionCountsItsWritesAndTheEtagThoseOfTheBackEnd() {
        // when
        write(tags("{'site':'S1'}"));
        write(desired("{'x':1}"));
        write(new TwinWrite(patch(TwinSection.TAGS, "{'site':'S2'}"), patch(TwinSection.DESIRED, "{'x':2}"), false));
        long version = report("{'r':1}");
        // then
        Twin twin = twin(device);
        assertThat(version).isEqualTo(2);
        assertThat(twin.reported().version()).isEqualTo(2);
        assertThat(twin.desired().version()).isEqualTo(3);
        assertThat(twin.version()).isEqualTo(6);
        assertThat(twin.etag().value()).isEqualTo("AAAAAAAAAAQ=");
    }

    @Test
    void writeThatSaysWhatIsThereCountsAndWriteOfNothingDoesNot() {
        write(desired("{'x':1}"));
        assertThat(write(desired("{'x':1}")).desired().version()).isEqualTo(3);
        Twin same = write(new TwinWrite(Optional.empty(), Optional.empty(), false));
        assertThat(same).isEqualTo(twin(device));
        assertThat(same.version()).isEqualTo(4);
    }

    @Test
    void metadataHasTheShapeOfTheSectionAndTheTimeOfTheNewestChildren() {
        // when
        write(desired("{'a':{'b':1,'list':[{'x':1}]},'gone':1}"));
        Twin twin = write(desired("{'a':{'c':2},'gone':null}"));
        // then
        JsonNode metadata = twin.desired().metadata();
        assertThat(versions(metadata)).isEqualTo(json("{'v':3,'a':{'v':3,'b':{'v':2},'c':{'v':3},'list':{'v':2}}}"));
        assertThat(metadata.at("/a/b/$lastUpdated").textValue()).matches(ISO_TIME)
                .isLessThanOrEqualTo(metadata.at("/a/c/$lastUpdated").textValue());
        assertThat(metadata.at("/a/$lastUpdated")).isEqualTo(metadata.at("/a/c/$lastUpdated"))
                .isEqualTo(metadata.at("/$lastUpdated"));
    }

    @Test
    void reportedMetadataHasNoVersionsAndForgetsWhatALeafReplaces() {
        report("{'a':{'b':1}}");
        report("{'a':5}");
        JsonNode metadata = twin(device).reported().metadata();
        assertThat(metadata.get("a").properties()).hasSize(1);
        assertThat(metadata.get("a").get("$lastUpdated").textValue()).matches(ISO_TIME);
        assertThat(metadata.has("$lastUpdatedVersion")).isFalse();
    }

    /** Only versions, as {@code v}, and names. */
    private static JsonNode versions(JsonNode metadata) {
        ObjectNode shape = JsonNodeFactory.instance.objectNode();
        shape.put("v", metadata.get("$lastUpdatedVersion").intValue());
        metadata.properties().stream().filter(member -> !member.getKey().startsWith("$"))
                .forEach(member -> shape.set(member.getKey(), versions(member.getValue())));
        return shape;
    }

    @Test
    void replacementTakesAwayWhatItDoesNotNameInTheSectionsThatItHas() {
        // given
        write(new TwinWrite(patch(TwinSection.TAGS, "{'t':1}"), patch(TwinSection.DESIRED, "{'a':1,'b':{'c':1}}"), false));
        report("{'r':1}");
        // when
        Twin twin = write(new TwinWrite(Optional.empty(), patch(TwinSection.DESIRED, "{'b':{'d':2,'n':null},'z':null}"), true));
        // then
        assertThat(twin.desired().content()).isEqualTo(json("{'b':{'d':2}}"));
        assertThat(versions(twin.desired().metadata())).isEqualTo(json("{'v':3,'b':{'v':3,'d':{'v':3}}}"));
        assertThat(twin.tags()).isEqualTo(json("{'t':1}"));
        assertThat(twin.reported().content()).isEqualTo(json("{'r':1}"));
        assertThat(write(new TwinWrite(patch(TwinSection.TAGS, "{}"), Optional.empty(), true)).tags()).isEqualTo(json("{}"));
    }

    @Test
    void lostRaceChangesNothing() {
        // given
        write(tags("{'a':1}"));
        report("{'a':1}");
        Twin before = twin(device);
        // then
        assertThat(refusal(store().write(device, tags("{'a':2}"), OptionalLong.of(1), false)))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(refusal(
                store().report(device, Optional.of(GENERATION), new ReportedPatch(reportedPatch("{'a':2}"), OptionalLong.of(1)),
                        false)))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(twin(device)).isEqualTo(before);
        assertThat(await(store().write(device, tags("{'a':3}"), OptionalLong.of(2), false)).twin().tags())
                .isEqualTo(json("{'a':3}"));
        assertThat(await(store().report(device, Optional.of(GENERATION),
                new ReportedPatch(reportedPatch("{'a':3}"), OptionalLong.of(2)), false))).isEqualTo(3);
    }

    @Test
    void connectionOfAnEarlierGenerationReportsNothing() {
        assertThat(refusal(store().report(device, Optional.of("1"), reported("{'a':1}"), false)))
                .isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
        assertThat(twin(device).reported().version()).isEqualTo(1);
    }

    @Test
    void sectionMayBeAsLargeAsItsLimitAndNotLarger() {
        for (TwinSection section : TwinSection.values()) {
            // given: 8 bytes of names and numbers that are short as text and long as they are counted
            String full = filled(section.maxSize() - 27) + ",'n':[1,2,true],'ü':false";
            put(section, "{" + full + "}");
            Twin before = twin(device);
            // then
            assertThat(TwinRules.size(content(before, section))).isEqualTo(section.maxSize());
            assertThat(catchThrowableOfType(HubException.class, () -> put(section, "{'z':''}")).code())
                    .isEqualTo(ErrorCode.TWIN_TOO_LARGE);
            assertThat(twin(device)).isEqualTo(before);
            put(section, "{'z':'','n':null}");
        }
    }

    /** Members of this many counted bytes together. */
    private static String filled(int bytes) {
        List<String> members = new ArrayList<>();
        int left = bytes;
        for (int i = 0; left > 0; i++) {
            String name = "p" + i;
            int length = Math.min(HubLimits.MAX_TWIN_STRING, left - name.length());
            members.add("'" + name + "':'" + "x".repeat(length) + "'");
            left -= name.length() + length;
        }
        return String.join(",", members);
    }

    private void put(TwinSection section, String text) {
        switch (section) {
            case TAGS -> write(tags(text));
            case DESIRED -> write(desired(text));
            case REPORTED -> report(text);
        }
    }

    private static JsonNode content(Twin twin, TwinSection section) {
        return switch (section) {
            case TAGS -> twin.tags();
            case DESIRED -> twin.desired().content();
            case REPORTED -> twin.reported().content();
        };
    }

    @Test
    void numbersAndStringsComeBackAsTheyWere() {
        String text = "{'whole':5,'point':5.0,'exponent':1e2,'tiny':1.5e-7,'long':0.1234567890123456789,'max':4503599627370495,"
                + "'date':'2024-05-01T10:00:00.10Z','odd':'a\\u0001\\\\\\'é😀 \\u2028','big':1.7976931348623157e308}";
        report(text.replace("\\'", "\\\""));
        write(tags("{'point':5.0,'whole':5,'exponent':1e2}"));
        assertThat(twin(device).reported().content()).isEqualTo(json(text.replace("\\'", "\\\"")));
        assertThat(twin(device).tags().toString()).contains("\"whole\":5,", "\"point\":5.0,", "\"exponent\":100.0");
        assertThat(await(store().findForDevice(device)).orElseThrow().reported())
                .containsPattern("\"whole\": ?5[,}]").containsPattern("\"point\": ?5.0[,}]");
    }

    @Test
    void manyPatchesAtOnceAreAppliedInTheirOrderAndEachByItself() {
        // given
        register(module, "638000000000000002");
        List<Uni<Long>> answers = new ArrayList<>();
        // when
        for (int i = 0; i < 300; i++) {
            answers.add(memoized(
                    store().report(device, Optional.of(GENERATION), reported("{'n':" + i + ",'list':[" + i + "]}"), false)));
            answers.add(
                    memoized(store().report(module, Optional.of(i % 2 == 0 ? "638000000000000002" : "other"),
                            reported("{'n':1}"), false)));
        }
        // then
        for (int i = 0; i < 300; i++) {
            assertThat(await(answers.get(2 * i))).isEqualTo(i + 2L);
            if (i % 2 == 1) {
                assertThat(refusal(answers.get(2 * i + 1))).isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
            }
        }
        assertThat(twin(device).reported().content()).isEqualTo(json("{'n':299,'list':[299]}"));
        assertThat(twin(module).reported().version()).isEqualTo(151);
    }

    private static Uni<Long> memoized(Uni<Long> answer) {
        Uni<Long> kept = answer.memoize().indefinitely();
        kept.subscribe().with(version -> {
        }, failure -> {
        });
        return kept;
    }

    @Test
    void manyTwinsAreFoundAtOnce() {
        register(module, GENERATION);
        report("{'a':1}");
        assertThat(await(store().findAll(List.of(device, module, ClientId.of("nobody")))))
                .isEqualTo(Map.of(device, twin(device), module, twin(module)));
    }

    @Test
    void whatIsRestoredIsOfNoGeneration() {
        assertThat(await(store().report(device, Optional.empty(), reported("{'a':1}"), false))).isEqualTo(2);
    }

    @Test
    void moduleHasATwinOfItsOwn() {
        register(module, GENERATION);
        await(store().report(module, Optional.of(GENERATION), reported("{'m':1}"), false));
        await(store().write(module, desired("{'x':1}"), OptionalLong.empty(), false));
        assertThat(twin(module).reported().content()).isEqualTo(json("{'m':1}"));
        assertThat(twin(device).version()).isEqualTo(2);
        assertThat(await(store().changesAfter(device, 0))).isEmpty();
    }

    @Test
    void changesOfDesiredPropertiesAreRememberedInTheirOrder() {
        // when
        write(desired("{'a':1}"));
        write(desired("{'a':null,'b':{'c':1}}"));
        write(new TwinWrite(Optional.empty(), patch(TwinSection.DESIRED, "{'whole':true,'gone':null}"), true));
        write(tags("{'t':1}"));
        // then
        assertThat(await(store().desiredVersion(device))).contains(4L);
        List<DesiredChange> changes = await(store().changesAfter(device, 2));
        assertThat(changes).extracting(DesiredChange::version).containsExactly(3L, 4L);
        assertThat(changes).extracting(change -> json(change.patch().orElseThrow()))
                .containsExactly(json("{'a':null,'b':{'c':1}}"), json("{'whole':true}"));
        assertThat(await(store().changesAfter(device, 4))).isEmpty();
    }

    @Test
    void ofTheChangesTheNewestAreKept() {
        for (int i = 0; i < TwinStore.REMEMBERED_CHANGES + 3; i++) {
            write(desired("{'a':" + i + "}"));
        }
        List<DesiredChange> kept = await(store().changesAfter(device, 1));
        assertThat(kept).hasSize(TwinStore.REMEMBERED_CHANGES);
        assertThat(kept.getLast().version()).isEqualTo(TwinStore.REMEMBERED_CHANGES + 4L);
    }

    @Test
    void recentChangesAreFoundAndOldOnesForgotten() {
        // given
        write(desired("{'a':1}"));
        write(desired("{'a':2}"));
        // then
        assertThat(await(store().changedWithin(Duration.ofMinutes(1), 100_000)))
                .contains(new DesiredChange(device, 3, Optional.empty()));
        assertThat(await(store().changedWithin(Duration.ofMinutes(1), 1))).hasSize(1);
        await(store().forgetChanges(Duration.ofMinutes(1)));
        assertThat(await(store().changesAfter(device, 1))).hasSize(2);
        await(store().forgetChanges(Duration.ofMillis(-1000)));
        assertThat(await(store().changesAfter(device, 1))).isEmpty();
    }

    @Test
    void announcedModelIsNoWrite() {
        await(store().announceModel(device, "dtmi:com:example:Thermostat;1"));
        assertThat(twin(device).modelId()).isEqualTo("dtmi:com:example:Thermostat;1");
        assertThat(twin(device).version()).isEqualTo(2);
        await(store().announceModel(ClientId.of("nobody"), "dtmi:com:example:Thermostat;1"));
    }

    private Twin twin(ClientId client) {
        return await(store().find(client)).orElseThrow().twin();
    }

    private long report(String text) {
        return await(store().report(device, Optional.of(GENERATION), reported(text), false));
    }

    private Twin write(TwinWrite write) {
        return await(store().write(device, write, OptionalLong.empty(), false)).twin();
    }

    private static ReportedPatch reported(String text) {
        return new ReportedPatch(reportedPatch(text), OptionalLong.empty());
    }

    private static TwinPatch reportedPatch(String text) {
        return TwinPatch.of(TwinSection.REPORTED, json(text));
    }

    private static TwinWrite tags(String text) {
        return new TwinWrite(patch(TwinSection.TAGS, text), Optional.empty(), false);
    }

    private static TwinWrite desired(String text) {
        return new TwinWrite(Optional.empty(), patch(TwinSection.DESIRED, text), false);
    }

    private static Optional<TwinPatch> patch(TwinSection section, String text) {
        return Optional.of(TwinPatch.of(section, json(text)));
    }

    /** With single quotes for double ones. */
    private static JsonNode json(String text) {
        return TwinText.object(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static ErrorCode refusal(Uni<?> uni) {
        return catchThrowableOfType(HubException.class, () -> await(uni)).code();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
