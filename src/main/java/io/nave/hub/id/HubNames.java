package io.nave.hub.id;

import java.util.Locale;
import java.util.Set;

/**
 * What the hub is called: the host name that connection strings carry, other host names that tokens may be made out to, and the
 * Event Hubs-compatible name. Host names are compared without case and without port.
 */
public record HubNames(String host, Set<String> aliases, String eventHub) {

    public HubNames {
        aliases = Set.copyOf(aliases);
    }

    /** The first label of the host name, as it stands in {@code policy@sas.root.hub}. */
    public String shortName() {
        int dot = host.indexOf('.');
        return dot < 0 ? host : host.substring(0, dot);
    }

    /** Whether a token or a user name that speaks of this host, perhaps with a port, speaks of this hub. */
    public boolean isHost(String text) {
        int colon = text.lastIndexOf(':');
        String name = (colon < 0 ? text : text.substring(0, colon)).toLowerCase(Locale.ROOT);
        return name.equalsIgnoreCase(host) || aliases.contains(name);
    }

    /** Whether a name means the built-in endpoint: its own, the hub's, or the older {@code messages/events} (§7.1). */
    public boolean isEventHub(String name) {
        return name.equalsIgnoreCase(eventHub) || name.equalsIgnoreCase(shortName()) || name.equalsIgnoreCase(host)
                || name.equalsIgnoreCase("messages/events");
    }
}
