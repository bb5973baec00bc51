package io.nave.hub.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

/** What a SAS token is made out to: a host and the path segments behind it (device-protocols §4.2). */
record TokenScope(String host, List<String> path) {

    private static final int DEVICE_DEPTH = 2;
    private static final int MODULE_DEPTH = 4;

    TokenScope {
        path = List.copyOf(path);
    }

    /** Reads the {@code sr} text: decoded once, without scheme. */
    static TokenScope parse(String resource) {
        String text = PercentEncoding.decode(resource);
        int scheme = text.indexOf("://");
        String[] segments = (scheme < 0 ? text : text.substring(scheme + 3)).split("/", -1);
        List<String> path = new ArrayList<>();
        for (String segment : Arrays.asList(segments).subList(1, segments.length)) {
            if (segment.startsWith("api-version=") || segment.startsWith("?")) {
                break; // a documentation sample signs its query too
            }
            if (!segment.isEmpty()) {
                path.add(segment);
            }
        }
        return new TokenScope(segments[0], path);
    }

    /** The clients that this may name, as its ids stand and decoded once more; what is behind them does not matter. */
    List<ClientId> clients() {
        int named = Math.min(path.size(), depth());
        if (named < DEVICE_DEPTH || !path.getFirst().equalsIgnoreCase("devices")) {
            return List.of();
        }
        List<String> words = path.subList(0, named);
        return Stream.of(words, words.stream().map(PercentEncoding::decode).toList()).distinct()
                .map(TokenScope::client).flatMap(Optional::stream).toList();
    }

    private static Optional<ClientId> client(List<String> words) {
        boolean ofModule = words.size() == MODULE_DEPTH;
        if (!DeviceId.isValid(words.get(1)) || ofModule && !DeviceId.isValid(words.get(3))) {
            return Optional.empty();
        }
        return Optional.of(ofModule ? ClientId.of(words.get(1), words.get(3)) : ClientId.of(words.get(1)));
    }

    /**
     * Whether a token signed with the client's own key may speak for the client: it must name exactly the client, whatever it
     * says behind that. Case does not matter, because documentation once asked for lower-case resources and the key is the
     * client's anyway.
     */
    boolean names(ClientId client) {
        List<String> own = pathOf(client);
        int named = Math.min(path.size(), depth());
        return named == own.size() && matches(path.subList(0, named), own, String::equalsIgnoreCase);
    }

    /** Whether a token signed by a policy may speak for the client: its scope is a segment prefix of the client's path. */
    boolean covers(ClientId client) {
        return isPrefix(path.subList(0, Math.min(path.size(), depth())), pathOf(client));
    }

    /** Whether this scope covers this path, by whole segments. */
    static boolean isPrefix(List<String> scope, List<String> path) {
        return scope.size() <= path.size() && matches(scope, path.subList(0, scope.size()), String::equals);
    }

    private static List<String> pathOf(ClientId client) {
        return client.module().map(m -> List.of("devices", client.device().value(), "modules", m.value()))
                .orElseGet(() -> List.of("devices", client.device().value()));
    }

    /** How many segments name an identity; what stands behind them, such as {@code messages/events}, is ignored. */
    private int depth() {
        return path.size() > DEVICE_DEPTH && path.get(DEVICE_DEPTH).equalsIgnoreCase("modules") ? MODULE_DEPTH : DEVICE_DEPTH;
    }

    /** Some clients encode ids a second time before they encode the whole, so either reading of a segment counts. */
    private static boolean matches(List<String> named, List<String> own, BiPredicate<String, String> same) {
        for (int i = 0; i < named.size(); i++) {
            String segment = named.get(i);
            if (!same.test(segment, own.get(i)) && !same.test(PercentEncoding.decode(segment), own.get(i))) {
                return false;
            }
        }
        return true;
    }
}
