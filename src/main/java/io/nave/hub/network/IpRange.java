package io.nave.hub.network;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * A block of IP addresses in CIDR notation, {@code 10.0.0.0/8} or {@code 2001:db8::/32}; without a prefix length it is the one
 * address. IPv4 addresses that are mapped into IPv6 ({@code ::ffff:10.0.0.1}) are IPv4 addresses. Bits of {@code network}
 * behind the prefix do not count.
 */
public record IpRange(InetAddress network, int prefixLength) {

    private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:]*(:\\d{1,3}(\\.\\d{1,3}){3})?");
    /** How many bits stand before an IPv4 address that is mapped into IPv6. */
    private static final int MAPPED_BITS = 96;

    /** Fails with ARGUMENT_INVALID when an address of this family has no such prefix. */
    public IpRange {
        if (prefixLength < 0 || prefixLength > network.getAddress().length * Byte.SIZE) {
            throw invalid(network.getHostAddress() + "/" + prefixLength);
        }
    }

    /** Reads CIDR notation; fails with ARGUMENT_INVALID. */
    public static IpRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress network = address(address).orElseThrow(() -> invalid(text));
        int bits = network.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new IpRange(network, bits);
        }
        boolean mapped = bits == Integer.SIZE && address.indexOf(':') >= 0;
        return new IpRange(network, prefix(text, text.substring(slash + 1)) - (mapped ? MAPPED_BITS : 0));
    }

    /** The address that a literal names; empty when the text is none. A zone ({@code %eth0}) does not count. */
    public static Optional<InetAddress> address(String text) {
        int zone = text.indexOf('%');
        String literal = zone < 0 ? text : text.substring(0, zone);
        if (!FOUR_NUMBERS.matcher(literal).matches() && !IPV6_CHARACTERS.matcher(literal).matches()) {
            return Optional.empty(); // shorter forms of IPv4, which people take for something else
        }
        try {
            return Optional.of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int prefix(String range, String text) {
        if (!text.matches("\\d{1,3}")) {
            throw invalid(range);
        }
        return Integer.parseInt(text);
    }

    private static HubException invalid(String text) {
        String shown = text.length() > 64 ? text.substring(0, 64) + "…" : text;
        return new HubException(ErrorCode.ARGUMENT_INVALID,
                "'" + shown + "' is no IP range; write it as 10.0.0.0/8, 10.1.2.3 or 2001:db8::/32");
    }

    /** Whether the address lies in this block; one of the other family never does. */
    public boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit += Byte.SIZE) {
            int mask = 0xFF << Math.max(0, Byte.SIZE - (prefixLength - bit));
            if (((own[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask & 0xFF) != 0) {
                return false;
            }
        }
        return true;
    }

    /** In CIDR notation. */
    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixLength;
    }
}
