package io.nave.hub.configurations;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinSection;

/** What may stand in the content of a configuration, and how its paths are read (semantics §7.2, §4.2). */
final class ContentRules {

    private static final String ROOT = "properties.desired";

    private ContentRules() {
    }

    static void check(ConfigurationContent.Kind kind, JsonNode json) {
        require(json.isObject(), kind.wireName() + " must be an object");
        switch (kind) {
            case DEVICE, MODULE -> checkPaths(json);
            case EDGE -> checkModules(json);
        }
    }

    private static void checkModules(JsonNode json) {
        require(json.size() <= HubLimits.MAX_MODULES, "there are more than " + HubLimits.MAX_MODULES + " modules");
        for (Map.Entry<String, JsonNode> module : json.properties()) {
            require(DeviceId.isValid(module.getKey()), "a name of a module is none");
            require(module.getValue().isObject(), "a module must have an object of paths");
            checkPaths(module.getValue());
        }
    }

    private static void checkPaths(JsonNode paths) {
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            require(isPath(path.getKey()), "a path must be " + ROOT + " or begin with " + ROOT + ".");
            require(!path.getKey().equals(ROOT) || path.getValue().isObject(), ROOT + " must be an object");
        }
        checkValues(settings(paths));
    }

    private static boolean isPath(String text) {
        return text.equals(ROOT) || text.startsWith(ROOT + ".");
    }

    /** What any twin would refuse is refused here. */
    private static void checkValues(List<Setting> settings) {
        ObjectNode whole = Trees.object();
        settings.forEach(setting -> Trees.put(whole, setting.path(), setting.value()));
        try {
            TwinPatch.of(TwinSection.DESIRED, whole);
        } catch (HubException refusal) {
            throw invalid(refusal.detail());
        }
    }

    /** Of a content that was checked, or whose paths were. */
    static List<Setting> settings(JsonNode paths) {
        return paths.properties().stream().map(path -> new Setting(names(path.getKey()), path.getValue())).toList();
    }

    private static List<String> names(String path) {
        return path.equals(ROOT) ? List.of() : List.of(path.substring(ROOT.length() + 1).split("\\.", -1));
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw invalid(otherwise);
        }
    }

    private static HubException invalid(String what) {
        return new HubException(ErrorCode.INVALID_CONFIGURATION_CONTENT, "The content cannot be applied: " + what);
    }
}
