package io.nave.hub.rules;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.json.StrictObject;
import io.nave.hub.network.IpRange;
import io.nave.hub.network.IpRule;
import io.nave.hub.network.IpRule.Action;
import io.nave.hub.network.NetworkRules;

/** {@code networkRuleSets} as Azure's resource has it; IPv6 and rules that reject are Nave's own. */
final class NetworkRulesJson {

    private static final String DEFAULT_ACTION = "defaultAction";
    private static final String BUILT_IN = "applyToBuiltInEventHubEndpoint";
    private static final String RULES = "ipRules";
    private static final String FILTER_NAME = "filterName";
    private static final String ACTION = "action";
    private static final String IP_MASK = "ipMask";
    private static final String ALLOW = "Allow";
    private static final String DENY = "Deny";
    private static final String REJECT = "Reject";

    private NetworkRulesJson() {
    }

    static ObjectNode write(NetworkRules rules) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put(DEFAULT_ACTION, rules.defaultAction() == Action.ALLOW ? ALLOW : DENY);
        json.put(BUILT_IN, rules.applyToBuiltInEventHubEndpoint());
        ArrayNode array = json.putArray(RULES);
        rules.ipRules().forEach(rule -> array.addObject().put(FILTER_NAME, rule.filterName())
                .put(ACTION, rule.action() == Action.ALLOW ? ALLOW : REJECT).put(IP_MASK, rule.ipMask().toString()));
        return json;
    }

    static NetworkRules read(JsonNode json) {
        StrictObject sets = new StrictObject("networkRuleSets", json, List.of(DEFAULT_ACTION, BUILT_IN, RULES));
        Action byDefault = sets.has(DEFAULT_ACTION) ? action(sets, DEFAULT_ACTION, DENY) : Action.ALLOW;
        List<IpRule> rules = sets.array(RULES).stream().map(NetworkRulesJson::rule).toList();
        return new NetworkRules(byDefault, sets.flag(BUILT_IN), rules);
    }

    private static IpRule rule(JsonNode json) {
        StrictObject rule = new StrictObject("an entry of ipRules", json, List.of(FILTER_NAME, ACTION, IP_MASK));
        return new IpRule(rule.text(FILTER_NAME), action(rule, ACTION, REJECT), IpRange.parse(rule.text(IP_MASK)));
    }

    private static Action action(StrictObject object, String field, String opposite) {
        String text = object.text(field);
        if (text.equalsIgnoreCase(ALLOW)) {
            return Action.ALLOW;
        }
        if (text.toLowerCase(Locale.ROOT).equals(opposite.toLowerCase(Locale.ROOT))) {
            return Action.REJECT;
        }
        throw new HubException(ErrorCode.ARGUMENT_INVALID, field + " is " + ALLOW + " or " + opposite);
    }
}
