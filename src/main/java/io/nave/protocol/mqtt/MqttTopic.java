package io.nave.protocol.mqtt;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;

/** The topics that one client may use (device-protocols §1.9 to §1.11); nothing else knows how they are spelled. */
final class MqttTopic {

    /** What a publication is for. */
    enum Purpose {
        TWIN_GET,
        TWIN_PATCH,
        METHOD_RESPONSE,
        /** Another client's topic, or none of the hub's: the connection is closed (§1.8). */
        FORBIDDEN
    }

    static final String TWIN_RESPONSES = "$iothub/twin/res/#";
    static final String DESIRED_PROPERTIES = "$iothub/twin/PATCH/properties/desired/#";
    static final String METHODS = "$iothub/methods/POST/#";

    private static final String DEVICE_BOUND = "/messages/devicebound/#";
    private static final String TWIN_GET = "$iothub/twin/GET/";
    private static final String TWIN_PATCH = "$iothub/twin/PATCH/properties/reported/";
    private static final String DESIRED_CHANGE = "$iothub/twin/PATCH/properties/desired/?$version=";
    private static final String METHOD_REQUEST = "$iothub/methods/POST/";
    private static final String METHOD_RESPONSE = "$iothub/methods/res/";

    private final String telemetry;
    private final Set<String> filters;

    MqttTopic(ClientId client) {
        String own = own(client);
        this.telemetry = own + "/messages/events";
        this.filters = filtersOf(own, client.module().isPresent());
    }

    private static String own(ClientId client) {
        return client.module().map(m -> "devices/" + client.device() + "/modules/" + m)
                .orElseGet(() -> "devices/" + client.device());
    }

    /** The filter by which a client asks for device-bound messages. */
    static String deviceBoundFilter(ClientId client) {
        return own(client) + DEVICE_BOUND;
    }

    private static Set<String> filtersOf(String own, boolean module) {
        Stream<String> shared = Stream.of(own + DEVICE_BOUND, METHODS, TWIN_RESPONSES, DESIRED_PROPERTIES);
        Stream<String> ofModules = module ? Stream.of(own + "/inputs/#", own + "/#") : Stream.empty();
        return Stream.concat(shared, ofModules).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Where the property bag begins when this is the client's own telemetry topic, whose last slash may be missing; else -1.
     */
    int bagOf(String topic) {
        if (!topic.startsWith(telemetry)) {
            return -1;
        }
        int end = telemetry.length();
        if (topic.length() == end) {
            return end;
        }
        return topic.charAt(end) == '/' ? end + 1 : -1;
    }

    /** What a publication on a topic that is not for telemetry is for. */
    static Purpose purposeOf(String topic) {
        if (topic.startsWith(TWIN_GET)) {
            return Purpose.TWIN_GET;
        }
        if (topic.startsWith(TWIN_PATCH)) {
            return Purpose.TWIN_PATCH;
        }
        return topic.startsWith(METHOD_RESPONSE) ? Purpose.METHOD_RESPONSE : Purpose.FORBIDDEN;
    }

    /** Whether this is one of the filters that the client may subscribe to. */
    boolean maySubscribe(String filter) {
        return filters.contains(filter);
    }

    /** The request id behind {@code ?$rid=}, as it was written, for it is only echoed. */
    static Optional<String> requestId(String topic) {
        return argument(topic, "$rid");
    }

    /** The version behind {@code $version=}, which a patch may name; fails with ARGUMENT_INVALID when it is no number. */
    static OptionalLong version(String topic) {
        try {
            return argument(topic, "$version").map(text -> OptionalLong.of(Long.parseLong(text))).orElse(OptionalLong.empty());
        } catch (NumberFormatException e) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "$version is a whole number");
        }
    }

    private static Optional<String> argument(String topic, String name) {
        int question = topic.indexOf('?');
        return question < 0 ? Optional.empty()
                : Stream.of(topic.substring(question + 1).split("&"))
                        .map(field -> valueIn(field, name)).flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> valueIn(String field, String name) {
        int equals = field.indexOf('=');
        boolean named = equals > 0 && PropertyBag.decode(field.substring(0, equals)).equals(name);
        return named ? Optional.of(field.substring(equals + 1)) : Optional.empty();
    }

    /** Where the answer to a twin request goes. */
    static String twinResponse(int status, String requestId) {
        return "$iothub/twin/res/" + status + "/?$rid=" + requestId;
    }

    /** Where the answer to a patch goes that was stored; the order of the arguments is fixed. */
    static String twinResponse(int status, String requestId, long version) {
        return twinResponse(status, requestId) + "&$version=" + version;
    }

    /** Where a direct method goes; clients need the slash behind its name (§1.11.1). */
    static String methodRequest(String name, String requestId) {
        return METHOD_REQUEST + name + "/?$rid=" + requestId;
    }

    /** The status in the topic of an answer to a direct method, if it is a number. */
    static OptionalInt methodStatus(String topic) {
        int end = topic.indexOf('/', METHOD_RESPONSE.length());
        try {
            return end < 0 ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(topic, METHOD_RESPONSE.length(), end, 10));
        } catch (NumberFormatException noNumber) {
            return OptionalInt.empty();
        }
    }

    /** Where a change of desired properties goes. */
    static String desiredChange(long version) {
        return DESIRED_CHANGE + version;
    }
}
