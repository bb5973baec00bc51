package io.nave.sdk;

import java.util.HashMap;
import java.util.Map;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.hubprocess.HubProcess;

/** An authority that a hub knows, and what a program needs to be a device below it. */
record RegisteredAuthority(Holder intermediate) {

    static RegisteredAuthority at(HubProcess hub) {
        Holder root = Maker.root("SDK root");
        hub.registry().registerAuthority("sdk-" + System.nanoTime(), root.pem());
        return new RegisteredAuthority(Maker.intermediate("SDK intermediate", root));
    }

    Map<String, String> environment(String deviceId) {
        Map<String, String> environment = new HashMap<>(Map.of("DEVICE_ID", deviceId));
        put(environment, "DEVICE", Maker.device(deviceId, intermediate));
        put(environment, "OTHER", Maker.device(deviceId + "-other", intermediate));
        return environment;
    }

    private void put(Map<String, String> environment, String whose, Holder holder) {
        environment.put(whose + "_CERTIFICATE", Holder.chainPem(holder, intermediate));
        environment.put(whose + "_KEY", holder.keyPem());
    }
}
