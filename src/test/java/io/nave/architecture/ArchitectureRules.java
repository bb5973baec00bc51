package io.nave.architecture;

import java.util.LinkedHashMap;
import java.util.Map;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Who may import whom, for the packages under a root. */
final class ArchitectureRules {

    private static final String[] LANGUAGE = { "java..", "javax.crypto..", "javax.net..", "javax.security.auth.x500..",
            "javax.naming", "javax.naming.directory", "javax.naming.ldap", "org.jspecify..", "io.smallrye.mutiny..",
            "jakarta.inject..", "com.fasterxml.jackson.databind", "com.fasterxml.jackson.databind.node",
            "com.fasterxml.jackson.core", "com.fasterxml.jackson.core.io" };

    private final String root;

    ArchitectureRules(String root) {
        this.root = root;
    }

    /** All rules by name, in the order of the documentation. */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("rings", rings());
        rules.put("hubKnowsNoFramework", hubKnowsNoFramework());
        rules.put("routingKnowsNoFramework", routingKnowsNoFramework());
        rules.put("featuresHaveNoCycles", featuresHaveNoCycles());
        rules.put("protocolsAreStrangers", strangers("protocol", "protocol.tls.."));
        rules.put("endpointsAreStrangers", strangers("endpoint", "endpoint"));
        rules.put("storesAreStrangers", strangers("storage", "storage.none.."));
        rules.put("mqttHasOneHome", home("protocol.mqtt..", "io.vertx.mqtt..", "io.netty.handler.codec.mqtt.."));
        rules.put("protonHasTwoHomes", protonHasTwoHomes());
        rules.put("restHasTwoHomes", restHasTwoHomes());
        rules.put("sqlHasOneHome",
                home("storage.postgres..", "org.hibernate..", "jakarta.persistence..", "io.vertx.sqlclient..",
                        "io.vertx.pgclient..", "io.vertx.mutiny.sqlclient..", "io.vertx.mutiny.pgclient..", "java.sql.."));
        rules.put("redisHasOneHome",
                home("storage.redis..", "io.quarkus.redis..", "io.vertx.redis..", "io.vertx.mutiny.redis.."));
        rules.put("kafkaHasTwoHomes", kafkaHasTwoHomes());
        rules.put("metricsHaveOneHome",
                home("ops..", "io.micrometer..", "org.jboss.logging..", "org.eclipse.microprofile.health.."));
        rules.put("loginHasOneHome",
                home("oidc..", "io.quarkus.oidc..", "io.quarkus.security..", "org.eclipse.microprofile.jwt..", "org.jose4j.."));
        rules.put("namesAreOfTheField", namesAreOfTheField());
        return rules;
    }

    private String in(String below) {
        return root + "." + below;
    }

    private ArchRule rings() {
        return layeredArchitecture().consideringOnlyDependenciesInAnyPackage(root + "..").withOptionalLayers(true)
                .layer("root").definedBy(root)
                .layer("hub").definedBy(in("hub.."))
                .layer("routing").definedBy(in("routing.."))
                .layer("endpoint").definedBy(in("endpoint.."))
                .layer("protocol").definedBy(in("protocol.."))
                .layer("storage").definedBy(in("storage.."))
                .layer("admin").definedBy(in("admin.."))
                .layer("oidc").definedBy(in("oidc.."))
                .layer("ops").definedBy(in("ops.."))
                .whereLayer("root").mayNotBeAccessedByAnyLayer()
                .whereLayer("routing").mayOnlyBeAccessedByLayers("endpoint", "storage", "admin", "root")
                .whereLayer("endpoint").mayOnlyBeAccessedByLayers("root")
                .whereLayer("protocol").mayOnlyBeAccessedByLayers("root")
                .whereLayer("storage").mayOnlyBeAccessedByLayers("root")
                .whereLayer("admin").mayOnlyBeAccessedByLayers("root")
                .whereLayer("oidc").mayOnlyBeAccessedByLayers("root")
                .whereLayer("ops").mayOnlyBeAccessedByLayers("root")
                .ensureAllClassesAreContainedInArchitecture();
    }

    private ArchRule hubKnowsNoFramework() {
        return classes().that().resideInAPackage(in("hub.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(LANGUAGE).or(resideInAPackage(in("hub.."))).or(primitive()));
    }

    private ArchRule routingKnowsNoFramework() {
        return classes().that().resideInAPackage(in("routing.."))
                .should().onlyDependOnClassesThat(resideInAnyPackage(LANGUAGE).or(resideInAPackage(in("hub..")))
                        .or(resideInAPackage(in("routing.."))).or(primitive()));
    }

    private static DescribedPredicate<JavaClass> primitive() {
        return DescribedPredicate.describe("primitive or array", c -> c.isPrimitive() || c.isArray());
    }

    private ArchRule featuresHaveNoCycles() {
        return slices().matching(in("hub.(*)..")).should().beFreeOfCycles();
    }

    private ArchRule strangers(String ring, String shared) {
        return slices().matching(in(ring + ".(*)..")).should().notDependOnEachOther()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage(in(shared)));
    }

    private ArchRule home(String home, String... libraries) {
        return noClasses().that().resideOutsideOfPackages(in(home), root)
                .should().dependOnClassesThat().resideInAnyPackage(libraries);
    }

    private ArchRule protonHasTwoHomes() {
        return noClasses().that(resideOutsideOfPackages(in("protocol.amqp.."), in("endpoint.amqp..")))
                .should().dependOnClassesThat().resideInAnyPackage("io.vertx.proton..", "org.apache.qpid.proton..");
    }

    private ArchRule restHasTwoHomes() {
        return noClasses().that(resideOutsideOfPackages(in("protocol.http.."), in("admin..")))
                .should().dependOnClassesThat().resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..");
    }

    private ArchRule kafkaHasTwoHomes() {
        return noClasses().that(resideOutsideOfPackages(in("endpoint.kafka.."), in("storage.kafka..")))
                .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..", "io.quarkus.kafka..");
    }

    private ArchRule namesAreOfTheField() {
        return noClasses().that().resideInAPackage(root + "..")
                .should().haveNameMatching(".*\\.(Abstract|Base)[A-Z]\\w*|.*(Impl|Util|Utils|Helper|Manager|Dto|Data|Info)$");
    }
}
