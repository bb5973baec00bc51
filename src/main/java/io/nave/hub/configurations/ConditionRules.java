package io.nave.hub.configurations;

import java.util.regex.Pattern;

import io.nave.hub.configurations.ConfigurationContent.Kind;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** Which target condition goes with which content, and the queries that say who that is (semantics §7.2). */
public final class ConditionRules {

    private static final Pattern OF_MODULES = Pattern.compile("(select\\s.*\\s)?from\\s+devices\\.modules(\\s.*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ANY_QUERY = Pattern.compile("(select|from)\\s.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final String ALL = "*";

    private ConditionRules() {
    }

    /** Fails with INVALID_CONFIGURATION_TARGET_CONDITION when the one is not for those that the other is about. */
    static void check(Kind kind, String condition) {
        if (condition.isBlank()) {
            return;
        }
        boolean met = switch (kind) {
            case MODULE -> OF_MODULES.matcher(condition.strip()).matches();
            case DEVICE, EDGE -> !ANY_QUERY.matcher(condition.strip()).matches();
        };
        if (!met) {
            throw invalid(kind == Kind.MODULE ? "that of a module configuration begins with FROM devices.modules WHERE"
                    : "it is what stands behind WHERE in a query about devices, or *");
        }
    }

    static HubException invalid(String detail) {
        return new HubException(ErrorCode.INVALID_CONFIGURATION_TARGET_CONDITION, "The target condition is none: " + detail);
    }

    /** The query that finds those that a configuration is for. */
    public static String targetQuery(Kind kind, String condition) {
        String text = condition.strip();
        return switch (kind) {
            case MODULE -> text.regionMatches(true, 0, "from", 0, "from".length()) ? "select deviceId, moduleId " + text : text;
            case EDGE -> "select deviceId from devices where capabilities.iotEdge = true"
                    + (text.equals(ALL) ? "" : " and (" + text + ")");
            case DEVICE -> "select deviceId from devices" + (text.equals(ALL) ? "" : " where " + text);
        };
    }

    /** The query that finds those to which it is applied. */
    public static String appliedQuery(Kind kind, ConfigurationId id) {
        String applied = "configurations.[[" + id + "]].status = 'Applied'";
        return switch (kind) {
            case MODULE -> "select deviceId, moduleId from devices.modules where " + applied;
            case EDGE -> "select deviceId from devices.modules where moduleId = '$edgeAgent' and " + applied;
            case DEVICE -> "select deviceId from devices where " + applied;
        };
    }
}
