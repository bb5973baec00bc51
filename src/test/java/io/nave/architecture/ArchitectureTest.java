package io.nave.architecture;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import static org.assertj.core.api.Assertions.assertThat;

/** The hub keeps its import rules, and each rule catches the violation that is planted for it. */
final class ArchitectureTest {

    private static final String VIOLATIONS = "io.nave.architecture.violations";
    private static final JavaClasses HUB = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.nave");
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(VIOLATIONS);

    static Stream<Arguments> rulesOfTheHub() {
        return new ArchitectureRules("io.nave").all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    static Stream<Arguments> plantedViolations() {
        Map<String, String> culprits = Map.ofEntries(
                Map.entry("rings", "HubReachesOut"),
                Map.entry("hubKnowsNoFramework", "HubKnowsVertx"),
                Map.entry("routingKnowsNoFramework", "RoutingKnowsVertx"),
                Map.entry("featuresHaveNoCycles", "Roundabout"),
                Map.entry("protocolsAreStrangers", "MqttKnowsAmqp"),
                Map.entry("storesAreStrangers", "PostgresKnowsRedis"),
                Map.entry("mqttHasOneHome", "AmqpSpeaksMqtt"),
                Map.entry("protonHasTwoHomes", "MqttSpeaksAmqp"),
                Map.entry("endpointsAreStrangers", "AmqpKnowsWebhook"),
                Map.entry("restHasTwoHomes", "MqttSpeaksRest"),
                Map.entry("sqlHasOneHome", "RedisSpeaksSql"),
                Map.entry("redisHasOneHome", "PostgresSpeaksRedis"),
                Map.entry("kafkaHasTwoHomes", "MqttSpeaksKafka"),
                Map.entry("metricsHaveOneHome", "MqttCounts"),
                Map.entry("loginHasOneHome", "MqttLogsIn"),
                Map.entry("namesAreOfTheField", "AbstractThingManager"));
        return new ArchitectureRules(VIOLATIONS).all().entrySet().stream()
                .map(e -> Arguments.of(e.getKey(), e.getValue(), culprits.get(e.getKey())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesOfTheHub")
    void hubKeepsTheRule(String name, ArchRule rule) {
        rule.allowEmptyShould(true).check(HUB);
    }

    @ParameterizedTest(name = "{0} catches {2}")
    @MethodSource("plantedViolations")
    void ruleCatchesItsPlantedViolation(String name, ArchRule rule, String culprit) {
        // when
        String report = rule.evaluate(PLANTED).getFailureReport().toString();

        // then
        assertThat(report).contains(culprit);
    }

    @Test
    void classOutsideTheRingsIsCaught() {
        // when
        String report = new ArchitectureRules(VIOLATIONS).all().get("rings").evaluate(PLANTED).getFailureReport().toString();

        // then
        assertThat(report).contains("HomelessClass");
    }

    @Test
    void hubImportsWereRead() {
        assertThat(HUB.size()).isGreaterThan(40);
    }
}
