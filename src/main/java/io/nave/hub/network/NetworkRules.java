package io.nave.hub.network;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.network.IpRule.Action;

/**
 * The IP filter of the hub: the first rule whose range holds the client's address decides, otherwise {@code defaultAction}.
 * Reading from the built-in endpoint is filtered only when {@code applyToBuiltInEventHubEndpoint} says so. Asked on every
 * connect, without I/O.
 */
public record NetworkRules(Action defaultAction, boolean applyToBuiltInEventHubEndpoint, List<IpRule> ipRules) {

    /** Everybody is let in. */
    public static final NetworkRules OPEN = new NetworkRules(Action.ALLOW, false, List.of());

    /** Fails with ARGUMENT_INVALID when there are too many rules, or two of a name. */
    public NetworkRules {
        ipRules = List.copyOf(ipRules);
        if (ipRules.size() > HubLimits.MAX_IP_RULES) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "There are at most " + HubLimits.MAX_IP_RULES + " ipRules");
        }
        Set<String> names = new HashSet<>();
        for (IpRule rule : ipRules) {
            if (!names.add(rule.filterName().toLowerCase(Locale.ROOT))) {
                throw new HubException(ErrorCode.ARGUMENT_INVALID,
                        "Two ipRules have the filterName '" + rule.filterName() + "'; case does not tell them apart");
            }
        }
    }

    /** Whether a client from this address is let in. An address that cannot be told is let in only when everybody is. */
    public boolean admits(String address) {
        if (ipRules.isEmpty()) {
            return defaultAction == Action.ALLOW;
        }
        return IpRange.address(address).filter(this::admits).isPresent();
    }

    private boolean admits(InetAddress address) {
        return ipRules.stream().filter(rule -> rule.ipMask().contains(address)).findFirst()
                .map(IpRule::action).orElse(defaultAction) == Action.ALLOW;
    }

    /** The same for who reads from the built-in endpoint. */
    public boolean admitsReader(String address) {
        return !applyToBuiltInEventHubEndpoint || admits(address);
    }
}
