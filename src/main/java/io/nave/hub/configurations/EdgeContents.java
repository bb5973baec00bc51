package io.nave.hub.configurations;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.configurations.ConfigurationContent.Kind;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.twins.TwinDocument;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinService;
import io.nave.hub.twins.TwinWrite;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Writes the content of a deployment to one Edge device, once (semantics §7.2, {@code applyConfigurationContent}). Completes on
 * a
 * thread of the store.
 */
@Singleton
public final class EdgeContents {

    private final TwinService twins;
    private final EdgeModules modules;

    EdgeContents(TwinService twins, EdgeModules modules) {
        this.twins = twins;
        this.modules = modules;
    }

    /**
     * Creates the modules that $edgeAgent is to have and that are missing, replaces desired properties of all that the content
     * names (or merges into them, where it gives paths below them), and deletes modules that $edgeAgent had and has no more.
     * One
     * step after the other: what was done before a failure stays. Fails with INVALID_CONFIGURATION_CONTENT when it is no
     * content
     * for Edge devices, ARGUMENT_INVALID when the device is none, DEVICE_NOT_FOUND, MODULE_NOT_FOUND or TWIN_TOO_LARGE.
     */
    public Uni<Void> apply(DeviceId device, ConfigurationContent content) {
        return Uni.createFrom().item(() -> parts(device, content))
                .call(() -> requireEdge(device))
                .call(parts -> modules.addAll(device, namesToAdd(parts)))
                .chain(parts -> write(agent(device), parts));
    }

    private static List<Part> parts(DeviceId device, ConfigurationContent content) {
        if (content.kind() != Kind.EDGE) {
            throw new HubException(ErrorCode.INVALID_CONFIGURATION_CONTENT,
                    "Only modulesContent can be applied to a single device");
        }
        return content.moduleSettings().entrySet().stream().map(module -> Part.of(device, module)).toList();
    }

    private Uni<Void> requireEdge(DeviceId device) {
        return twins.get(new ClientId(device, Optional.empty())).invoke(EdgeContents::requireEdge).replaceWithVoid();
    }

    private static void requireEdge(TwinDocument device) {
        if (!device.identity().scope().iotEdge()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "The device '" + device.twin().client() + "' is no IoT Edge device.");
        }
    }

    private static ClientId agent(DeviceId device) {
        return new ClientId(device, Optional.of(TwinPlans.EDGE_AGENT));
    }

    private static Set<String> namesToAdd(List<Part> parts) {
        return parts.stream().filter(Part::isOfAgent).findFirst().map(part -> EdgeModules.namesIn(part.tree()))
                .orElse(Set.of());
    }

    private Uni<Void> write(ClientId agent, List<Part> parts) {
        return twins.get(agent)
                .call(() -> writeAll(parts))
                .chain(before -> removeUnlisted(agent, before));
    }

    private Uni<Void> writeAll(List<Part> parts) {
        return Multi.createFrom().iterable(parts)
                .onItem().transformToUniAndConcatenate(part -> twins.write(part.module(), part.write(), EtagCondition.NONE))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> removeUnlisted(ClientId agent, TwinDocument before) {
        return twins.get(agent).map(after -> unlisted(before, after))
                .chain(names -> modules.removeAll(agent.device(), names));
    }

    private static Set<String> unlisted(TwinDocument before, TwinDocument after) {
        Set<String> names = EdgeModules.namesIn(before.twin().desired().content());
        names.removeAll(EdgeModules.namesIn(after.twin().desired().content()));
        return names;
    }

    /** What is written to one module. */
    private record Part(ClientId module, ObjectNode tree, TwinWrite write) {

        static Part of(DeviceId device, Map.Entry<DeviceId, List<Setting>> module) {
            ObjectNode tree = Trees.object();
            module.getValue().forEach(setting -> Trees.put(tree, setting.path(), setting.value()));
            TwinWrite write = new TwinWrite(Optional.empty(), Optional.of(TwinPatch.of(TwinSection.DESIRED, tree)),
                    module.getValue().stream().anyMatch(Setting::isWhole));
            return new Part(new ClientId(device, Optional.of(module.getKey())), tree, write);
        }

        boolean isOfAgent() {
            return module.module().filter(TwinPlans.EDGE_AGENT::equals).isPresent();
        }
    }
}
