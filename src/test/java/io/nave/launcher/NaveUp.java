package io.nave.launcher;

import java.util.List;

/** {@code ./nave up}: engines, certificates, the hub, and then what a newcomer needs to copy. */
public final class NaveUp {

    private final Launch launch;
    private final UpOptions options;

    private NaveUp(Launch launch, UpOptions options) {
        this.launch = launch;
        this.options = options;
    }

    public static void main(String[] words) {
        Launch.run(launch -> {
            UpOptions options = UpOptions.parse(List.of(words));
            return new NaveUp(launch, options).run();
        });
    }

    private int run() {
        LocalHub local = LocalHub.prepare(launch, options);
        launch.say("Starting the hub …");
        List<String> command = HubProcess.command(launch.home(), local.data().path());
        HubProcess hub = HubProcess.start(command, launch.home(), local.data(), local.environment(),
                local.engines().watchdog());
        launch.started(hub::stop);
        Readiness readiness = local.readiness();
        hub.awaitReady(readiness::ask);
        launch.say(local.greeting().text());
        return launch.await(hub.process().unexpectedEnd(), local.engines().failure());
    }
}
