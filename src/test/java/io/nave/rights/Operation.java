package io.nave.rights;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.nave.hub.access.Permission;

import static io.nave.hub.access.Permission.REGISTRY_READ;
import static io.nave.hub.access.Permission.REGISTRY_WRITE;
import static io.nave.hub.access.Permission.SERVICE_CONNECT;

/**
 * A call of the REST contract, the rights it needs (service-protocols §3.5) and the status that a caller with these rights is
 * answered with. In path and body {@code $ID} is a device of this case alone, which has a module {@code m1}. Each new operation
 * of
 * the hub gets its row here.
 */
record Operation(String method, String path, String body, boolean ifMatch, Set<Permission> needs, int allowed) {

    /** Some answer that is no refusal for want of rights and no failure of the hub. */
    static final int ANY = 0;

    private static final Set<Permission> READ = Set.of(REGISTRY_READ);
    private static final Set<Permission> WRITE = Set.of(REGISTRY_WRITE);
    private static final Set<Permission> SERVICE = Set.of(SERVICE_CONNECT);
    private static final Set<Permission> OPERATOR = Set.of(REGISTRY_WRITE, SERVICE_CONNECT);

    /** Every operation there is. */
    static List<Operation> all() {
        return Stream
                .of(devices(), modules(), twins(), bulk(), statistics(), jobs(), scheduledJobs(), configurations(),
                        consumerGroups(),
                        policies(), accessRules(), certificates(), routing(), deviceBound(), files())
                .flatMap(List::stream).toList();
    }

    private static List<Operation> devices() {
        return List.of(read("/devices"), read("/devices/"), read("/devices?top=1"), read("/devices/$ID"),
                write("PUT", "/devices/$ID-new", "{}", 200), update("/devices/$ID", "{\"status\":\"disabled\"}"),
                write("DELETE", "/devices/$ID", "", 204));
    }

    private static List<Operation> modules() {
        return List.of(read("/devices/$ID/modules"), read("/devices/$ID/modules/m1"),
                write("PUT", "/devices/$ID/modules/m2", "{}", 200), update("/devices/$ID/modules/m1", "{\"managedBy\":\"me\"}"),
                write("DELETE", "/devices/$ID/modules/m1", "", 204));
    }

    private static List<Operation> twins() {
        Stream<Operation> digital = Stream.of(new Operation("GET", "/digitaltwins/$ID", "", false, SERVICE, 200),
                new Operation("PATCH", "/digitaltwins/$ID", "[{\"op\":\"add\",\"path\":\"/a\",\"value\":1}]", false, SERVICE,
                        202),
                new Operation("POST", "/digitaltwins/$ID/commands/c", "{}", false, SERVICE, 404),
                new Operation("POST", "/digitaltwins/$ID/components/c/commands/c", "{}", false, SERVICE, 404),
                new Operation("POST", "/devices/query", "{\"query\":\"SELECT * FROM devices WHERE deviceId = '$ID'\"}", false,
                        SERVICE, 200),
                new Operation("POST", "/twins/$ID/methods", "{\"methodName\":\"m\"}", false, SERVICE, 404),
                new Operation("POST", "/twins/$ID/modules/m1/methods", "{\"methodName\":\"m\"}", false, SERVICE, 404));
        return Stream.concat(digital, Stream.of("/twins/$ID", "/twins/$ID/modules/m1").flatMap(Operation::twin)).toList();
    }

    private static Stream<Operation> twin(String path) {
        return Stream.of(new Operation("GET", path, "", false, SERVICE, 200),
                new Operation("PATCH", path, "{\"tags\":{\"a\":1}}", false, SERVICE, 200),
                new Operation("PUT", path, "{\"tags\":{\"a\":1}}", true, SERVICE, 200));
    }

    private static List<Operation> bulk() {
        return List.of(write("POST", "/devices", "[{\"id\":\"$ID\",\"importMode\":\"delete\"}]", 200),
                write("POST", "/devices", "[{\"id\":\"$ID-new\",\"importMode\":\"create\"}]", 200),
                write("POST", "/devices/keys/regenerate", "{\"policyKey\":\"primary\",\"devices\":[{\"id\":\"$ID\"}]}", 200));
    }

    private static List<Operation> statistics() {
        return List.of(read("/statistics/devices"), new Operation("GET", "/statistics/service", "", false, SERVICE, 200));
    }

    private static List<Operation> jobs() {
        return List.of(read("/jobs"), new Operation("GET", "/jobs/$ID", "", false, READ, 404),
                write("POST", "/jobs/create", "{}", ANY), write("DELETE", "/jobs/$ID", "", 404),
                write("POST", "/$admin/exportRegistry", "{}", ANY), write("PUT", "/$admin/exportRegistry", "{}", ANY),
                write("POST", "/$admin/importRegistry", "{}", ANY), write("PUT", "/$admin/importRegistry", "{}", ANY));
    }

    private static List<Operation> scheduledJobs() {
        return List.of(new Operation("PUT", "/jobs/v2/$ID", "{}", false, SERVICE, 400),
                new Operation("GET", "/jobs/v2/$ID", "", false, SERVICE, 404),
                new Operation("POST", "/jobs/v2/$ID/cancel", "", false, SERVICE, 404),
                new Operation("GET", "/jobs/v2/query", "", false, SERVICE, 200));
    }

    private static List<Operation> consumerGroups() {
        return List.of(operate("GET", "/admin/consumer-groups", "", 200), operate("PUT", "/admin/consumer-groups/$ID", "", 201),
                operate("DELETE", "/admin/consumer-groups/$ID", "", 404),
                operate("DELETE", "/admin/consumer-groups/$Default", "", 400));
    }

    private static List<Operation> policies() {
        return List.of(operate("GET", "/admin/policies", "", 200), operate("GET", "/admin/policies/service", "", 200),
                operate("PUT", "/admin/policies/$ID", "{\"rights\":\"RegistryRead\"}", 200),
                operate("DELETE", "/admin/policies/$ID", "", 404),
                operate("POST", "/admin/policies/service/listkeys", "", 200),
                operate("POST", "/admin/policies/$ID/regenerateKey", "{\"keyName\":\"primary\"}", 404));
    }

    private static List<Operation> accessRules() {
        return List.of(operate("GET", "/admin/access-rules", "", 200), operate("PUT", "/admin/access-rules", "{}", 200),
                operate("PUT", "/admin/denied-devices/$ID", "", 200), operate("DELETE", "/admin/denied-devices/$ID", "", 200),
                operate("PUT", "/admin/allowed-devices/$ID", "", 200),
                operate("DELETE", "/admin/allowed-devices/$ID", "", ANY));
    }

    private static List<Operation> certificates() {
        return List.of(operate("GET", "/admin/certificates", "", 200), operate("GET", "/admin/certificates/$ID", "", 404),
                operate("PUT", "/admin/certificates/$ID", "{}", 400), operate("DELETE", "/admin/certificates/$ID", "", ANY),
                operate("POST", "/admin/certificates/$ID/generateVerificationCode", "", ANY),
                operate("POST", "/admin/certificates/$ID/verify", "{}", ANY));
    }

    private static List<Operation> deviceBound() {
        return List.of(new Operation("POST", "/devices/$ID/messages/deviceBound", "hello", false, SERVICE, 204),
                new Operation("DELETE", "/devices/$ID/commands", "", false, SERVICE, 200),
                new Operation("GET", "/messages/serviceBound/feedback", "", false, SERVICE, ANY),
                new Operation("DELETE", "/messages/serviceBound/feedback/$ID", "", false, SERVICE, 404),
                new Operation("POST", "/messages/serviceBound/feedback/$ID/abandon", "", false, SERVICE, 404),
                new Operation("GET", "/messages/serviceBound/filenotifications", "", false, SERVICE, ANY),
                new Operation("GET", "/messages/serviceBound/fileuploadnotifications", "", false, SERVICE, ANY),
                new Operation("DELETE", "/messages/serviceBound/filenotifications/$ID", "", false, SERVICE, 404),
                new Operation("POST", "/messages/serviceBound/filenotifications/$ID/abandon", "", false, SERVICE, 404),
                operate("GET", "/admin/queues/$ID", "", 404));
    }

    private static List<Operation> files() {
        return List.of(operate("GET", "/admin/files", "", ANY), operate("GET", "/admin/files/exports/$ID", "", ANY),
                operate("PUT", "/admin/files/imports/$ID", "{}", ANY), operate("DELETE", "/admin/files/imports/$ID", "", ANY),
                operate("POST", "/admin/storage/signatures", "{}", 200));
    }

    private static List<Operation> routing() {
        return List.of(operate("GET", "/admin/routing", "", 200), operate("PUT", "/admin/routing", "{}", 200),
                operate("GET", "/admin/routing/routes/$ID", "", 404), operate("PUT", "/admin/routing/routes/$ID", "{}", 400),
                operate("DELETE", "/admin/routing/routes/$ID", "", 404),
                operate("PUT", "/admin/routing/enrichments/$ID", "{}", 400),
                operate("DELETE", "/admin/routing/enrichments/$ID", "", 404),
                operate("GET", "/admin/routing/endpoints/$ID", "", 404),
                operate("PUT", "/admin/routing/endpoints/webhooks/$ID", "{}", 400),
                operate("DELETE", "/admin/routing/endpoints/$ID", "", 404),
                operate("GET", "/admin/routing/endpointsHealth", "", 200),
                operate("GET", "/admin/routing/endpoints/$ID/deadLetters", "", 404),
                operate("DELETE", "/admin/routing/endpoints/$ID/deadLetters", "", 404),
                operate("POST", "/admin/routing/routes/$testall", "{}", 200),
                operate("POST", "/admin/routing/routes/$testnew", "{}", 400));
    }

    private static List<Operation> configurations() {
        String content = "{\"content\":{\"deviceContent\":{}}}";
        return List.of(either(REGISTRY_READ, "GET", "/configurations", "", 200),
                either(REGISTRY_READ, "GET", "/configurations/?top=1", "", 200),
                either(REGISTRY_READ, "GET", "/configurations/$ID", "", 404),
                either(REGISTRY_READ, "POST", "/configurations/testQueries", "{}", 200),
                either(REGISTRY_WRITE, "PUT", "/configurations/$ID", content, 201),
                either(REGISTRY_WRITE, "DELETE", "/configurations/$ID", "", 404),
                either(REGISTRY_WRITE, "POST", "/devices/$ID/applyConfigurationContent", "{\"modulesContent\":{}}", 400));
    }

    /** Who has the one right may, and so may a service. */
    private static Operation either(Permission right, String method, String path, String body, int allowed) {
        return new Operation(method, path, body, false, Set.of(right, SERVICE_CONNECT), allowed);
    }

    private static Operation read(String path) {
        return new Operation("GET", path, "", false, READ, 200);
    }

    private static Operation write(String method, String path, String body, int allowed) {
        return new Operation(method, path, body, false, WRITE, allowed);
    }

    private static Operation update(String path, String body) {
        return new Operation("PUT", path, body, true, WRITE, 200);
    }

    private static Operation operate(String method, String path, String body, int allowed) {
        return new Operation(method, path, body, false, OPERATOR, allowed);
    }

    boolean isAllowedTo(Set<Permission> rights) {
        return needsOneOfThem() ? rights.stream().anyMatch(needs::contains) : rights.containsAll(needs);
    }

    private boolean needsOneOfThem() {
        return isAboutConfigurations() || path.endsWith("/applyConfigurationContent");
    }

    boolean isAboutConfigurations() {
        return path.startsWith("/configurations");
    }

    boolean isForOperators() {
        return path.startsWith("/admin/");
    }

    boolean changesNothing() {
        return method.equals("GET");
    }

    /** The same call about this device. */
    Operation about(String id) {
        return new Operation(method, path.replace("$ID", id), body.replace("$ID", id), ifMatch, needs, allowed);
    }

    @Override
    public String toString() {
        return method + " " + path + (ifMatch ? " If-Match" : "");
    }
}
