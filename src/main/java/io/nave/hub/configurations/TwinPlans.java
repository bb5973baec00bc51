package io.nave.hub.configurations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.nave.hub.configurations.ConfigurationContent.Kind;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

/**
 * Makes plans of what is known of twins and of who meets which condition. An Edge deployment is noted at the module $edgeAgent
 * of the device that it is for, where its metrics look (semantics §3.9).
 */
final class TwinPlans {

    static final DeviceId EDGE_AGENT = new DeviceId("$edgeAgent");

    private final Map<ClientId, List<Configuration>> matches;

    TwinPlans(Map<ClientId, List<Configuration>> matches) {
        this.matches = matches;
    }

    TwinPlan plan(TargetTwin target) {
        ClientId client = target.client();
        List<Wish> wishes = new ArrayList<>();
        for (Configuration configuration : ofTwin(client)) {
            wish(configuration, client.module()).ifPresent(wishes::add);
        }
        return TwinPlan.of(target, wishes);
    }

    /** Its own, and for a module the deployments of its device, by rank. */
    private List<Configuration> ofTwin(ClientId client) {
        Stream<Configuration> own = of(client);
        Stream<Configuration> deployments = client.module().isEmpty() ? Stream.of()
                : of(new ClientId(client.device(), Optional.empty())).filter(TwinPlans::isDeployment);
        return Stream.concat(own, deployments).sorted(Configuration.BY_RANK).toList();
    }

    private Stream<Configuration> of(ClientId client) {
        return matches.getOrDefault(client, List.of()).stream();
    }

    private static boolean isDeployment(Configuration configuration) {
        return configuration.content().kind() == Kind.EDGE;
    }

    private static Optional<Wish> wish(Configuration configuration, Optional<DeviceId> module) {
        return switch (configuration.content().kind()) {
            case DEVICE, MODULE -> Optional.of(Wish.of(configuration));
            case EDGE -> module.flatMap(name -> deployed(configuration, name));
        };
    }

    private static Optional<Wish> deployed(Configuration configuration, DeviceId module) {
        ConfigurationContent content = configuration.content();
        List<Setting> settings = content.moduleSettings().getOrDefault(module, List.of());
        boolean agent = module.equals(EDGE_AGENT);
        return settings.isEmpty() && !agent ? Optional.empty()
                : Optional.of(new Wish(configuration.id(), content.digest(), settings,
                        settings.stream().anyMatch(Setting::isWhole), agent));
    }
}
