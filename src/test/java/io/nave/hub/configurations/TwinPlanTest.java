package io.nave.hub.configurations;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.configurations.ConfigurationContent.Kind;
import io.nave.hub.id.ClientId;
import io.nave.hub.json.TwinText;
import io.nave.hub.twins.Twin;
import io.nave.hub.twins.TwinProperties;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Which configuration has its way with which property, and what is taken back (semantics §7.2). */
class TwinPlanTest {

    private static final ClientId DEVICE = ClientId.of("d1");
    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void contentIsWrittenAndTheConfigurationIsApplied() {
        // when
        TwinPlan plan = plan(twin("{}", "{}"), of("c", 1, "{'properties.desired.a.b':{'t':38},'properties.desired.x':1}"));

        // then
        assertThat(patch(plan, "c")).isEqualTo(json("{'a':{'b':{'t':38}},'x':1}"));
        assertThat(plan.states()).isEqualTo(Map.of("c", "applied"));
    }

    @Test
    void whatIsThereAlreadyOnItsBehalfIsNotWrittenAgain() {
        // given
        Configuration configuration = of("c", 1, "{'properties.desired.a.b':1}");
        TargetTwin twin = twin("{'a':{'b':1}}", "{'a':{%1$s,'b':{%1$s}}}".formatted(stamp(configuration)), "c", "applied");

        // when
        TwinPlan plan = plan(twin, configuration);

        // then
        assertThat(plan.isMet()).isTrue();
    }

    @Test
    void whatABackEndWroteOverItIsWrittenAgain() {
        // given
        TargetTwin twin = twin("{'a':2}", "{'a':{'$lastUpdated':'x'}}", "c", "applied");

        // when
        TwinPlan plan = plan(twin, of("c", 1, "{'properties.desired.a':1}"));

        // then
        assertThat(patch(plan, "c")).isEqualTo(json("{'a':1}"));
    }

    @Test
    void theHigherPriorityHasTheSamePathAndTheOtherIsOnlyTargeted() {
        // when
        TwinPlan plan = plan(twin("{}", "{}"), of("low", 1, "{'properties.desired.a':1}"),
                of("high", 2, "{'properties.desired.a':2}"));

        // then
        assertThat(plan.told()).isEqualTo(json("{'a':2}"));
        assertThat(plan.states()).isEqualTo(Map.of("high", "applied", "low", "targeted"));
    }

    @Test
    void ofEqualPriorityTheNewestHasThePath() {
        // given
        Configuration older = of("z", 1, "{'properties.desired.a':1}");
        Configuration newer = created(of("a", 1, "{'properties.desired.a':2}"), EARLY.plusSeconds(1));

        // when
        TwinPlan plan = plan(twin("{}", "{}"), older, newer);

        // then
        assertThat(plan.states()).isEqualTo(Map.of("a", "applied", "z", "targeted"));
    }

    @Test
    void disjointPathsAreBothWritten() {
        // when
        TwinPlan plan = plan(twin("{}", "{}"), of("c1", 1, "{'properties.desired.o.a':1}"),
                of("c2", 2, "{'properties.desired.o.b':2}"));

        // then
        assertThat(plan.told()).isEqualTo(json("{'o':{'a':1,'b':2}}"));
        assertThat(patch(plan, "c1")).isEqualTo(json("{'o':{'a':1}}"));
        assertThat(plan.states()).isEqualTo(Map.of("c1", "applied", "c2", "applied"));
    }

    @Test
    void ofAnOverlappingObjectTheLowerOneHasWhatTheHigherOneDoesNotName() {
        // when
        TwinPlan plan = plan(twin("{}", "{}"), of("low", 1, "{'properties.desired.a':{'b':1,'c':1}}"),
                of("high", 2, "{'properties.desired.a.b':2}"));

        // then
        assertThat(plan.told()).isEqualTo(json("{'a':{'b':2,'c':1}}"));
    }

    @Test
    void aValueAboveOrBelowAHigherOnesPathIsNotWritten() {
        // when
        TwinPlan plan = plan(twin("{}", "{}"), of("above", 1, "{'properties.desired.a':7}"),
                of("below", 2, "{'properties.desired.x.y.z':7}"), of("high", 3,
                        "{'properties.desired.a.b':2,'properties.desired.x.y':3}"));

        // then
        assertThat(plan.told()).isEqualTo(json("{'a':{'b':2},'x':{'y':3}}"));
        assertThat(plan.states()).isEqualTo(Map.of("high", "applied", "above", "targeted", "below", "targeted"));
    }

    @Test
    void whatNobodyWantsAnyMoreIsTakenBackAndWhatOthersWroteStays() {
        // given
        Configuration gone = of("gone", 1, "{'properties.desired.a.b':1}");
        TargetTwin twin = twin("{'a':{'b':1},'m':{'g':1,'own':2},'own':3}",
                "{'a':{%1$s,'b':{%1$s}},'m':{%1$s,'g':{%1$s},'own':{}},'own':{}}".formatted(stamp(gone)), "gone", "applied");

        // when
        TwinPlan plan = plan(twin);

        // then
        assertThat(patch(plan, "gone")).isEqualTo(json("{'a':null,'m':{'g':null}}"));
        assertThat(plan.states()).isEmpty();
    }

    @Test
    void theNextLowerOneWritesItsValueWhenTheHigherOneIsGone() {
        // given
        Configuration gone = of("gone", 2, "{'properties.desired.a':2}");
        TargetTwin twin = twin("{'a':2}", "{'a':{%s}}".formatted(stamp(gone)), "gone", "applied", "low", "targeted");

        // when
        TwinPlan plan = plan(twin, of("low", 1, "{'properties.desired.a':1}"));

        // then
        assertThat(plan.told()).isEqualTo(json("{'a':1}"));
        assertThat(plan.states()).isEqualTo(Map.of("low", "applied"));
    }

    @Test
    void nullRemovesWhatIsThereAndWritesNothingWhenNothingIs() {
        // given
        Configuration configuration = of("c", 1, "{'properties.desired.a':null}");

        // when
        TwinPlan there = plan(twin("{'a':5}", "{'a':{}}"), configuration);
        TwinPlan absent = plan(twin("{}", "{}", "c", "applied"), configuration);

        // then
        assertThat(there.told()).isEqualTo(json("{'a':null}"));
        assertThat(absent.isMet()).isTrue();
    }

    @Test
    void baseDeploymentReplacesTheModulesPropertiesAndHigherLayersStack() {
        // given
        ClientId agent = ClientId.of("d1", "$edgeAgent");
        Configuration base = edge("base", 5, "{'$edgeAgent':{'properties.desired':{'modules':{'a':{'v':1}}}}}");
        Configuration otherBase = edge("other", 1, "{'$edgeAgent':{'properties.desired':{'modules':{'z':{'v':1}}}}}");
        Configuration layer = edge("layer", 9, "{'$edgeAgent':{'properties.desired.modules.b':{'v':2}}}");
        TargetTwin twin = new TargetTwin(twinOf(agent, "{'stale':1}", "{'stale':{}}"), true, Map.of());
        TwinPlans plans = new TwinPlans(Map.of(DEVICE, List.of(base, otherBase, layer)));

        // when
        TwinPlan plan = plans.plan(twin);

        // then
        assertThat(plan.told()).isEqualTo(json("{'stale':null,'modules':{'a':{'v':1},'b':{'v':2}}}"));
        assertThat(plan.states()).isEqualTo(Map.of("base", "applied", "layer", "applied", "other", "targeted"));
    }

    private static TwinPlan plan(TargetTwin twin, Configuration... configurations) {
        return TwinPlan.of(twin, Stream.of(configurations).sorted(Configuration.BY_RANK).map(Wish::of).toList());
    }

    private static JsonNode patch(TwinPlan plan, String by) {
        return plan.patches().stream().filter(patch -> patch.by().equals(by)).findFirst().orElseThrow().patch();
    }

    private static Configuration of(String id, int priority, String content) {
        return configuration(id, priority, new ConfigurationContent(Kind.DEVICE, json(content)));
    }

    private static Configuration edge(String id, int priority, String content) {
        return configuration(id, priority, new ConfigurationContent(Kind.EDGE, json(content)));
    }

    private static Configuration configuration(String id, int priority, ConfigurationContent content) {
        ConfigurationSettings settings = new ConfigurationSettings("1.0", json("{}"), "*", priority, Map.of());
        return new Configuration(new ConfigurationId(id), content, settings, EARLY, EARLY, 1);
    }

    private static Configuration created(Configuration c, Instant at) {
        return new Configuration(c.id(), c.content(), c.settings(), at, at, 1);
    }

    private static String stamp(Configuration configuration) {
        return "'$lastUpdatedBy':'%s','$lastUpdatedByDigest':'%s'".formatted(configuration.id(),
                configuration.content().digest());
    }

    private static TargetTwin twin(String desired, String metadata, String... states) {
        Map<String, String> all = new java.util.HashMap<>();
        for (int i = 0; i < states.length; i += 2) {
            all.put(states[i], states[i + 1]);
        }
        return new TargetTwin(twinOf(DEVICE, desired, metadata), false, all);
    }

    private static Twin twinOf(ClientId client, String desired, String metadata) {
        return new Twin(client, "", 1, 2, json("{}"), new TwinProperties(json(desired), json(metadata), 1),
                new TwinProperties(json("{}"), json("{}"), 1));
    }

    private static JsonNode json(String text) {
        return TwinText.object(text.replace('\'', '"').getBytes(UTF_8));
    }
}
