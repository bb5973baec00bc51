package io.nave.bench;

import java.util.List;
import java.util.stream.Collectors;

/** The declaration of webhooks as endpoints, and of routes that take all telemetry to them and to the built-in endpoint. */
final class EndpointsBody {

    private EndpointsBody() {
    }

    static String of(List<HookReceiver> hooks) {
        String webhooks = hooks.stream().map(hook -> "{\"name\":\"" + hook.name() + "\",\"url\":\"" + hook.url() + "\"}")
                .collect(Collectors.joining(","));
        String routes = hooks.stream().map(hook -> route(hook.name())).collect(Collectors.joining(","));
        return "{\"endpoints\":{\"webhooks\":[" + webhooks + "]},\"routes\":[" + route("events") + "," + routes + "]}";
    }

    private static String route(String endpoint) {
        return "{\"name\":\"to-" + endpoint + "\",\"source\":\"DeviceMessages\",\"condition\":\"true\",\"endpointNames\":[\""
                + endpoint + "\"],\"isEnabled\":true}";
    }
}
