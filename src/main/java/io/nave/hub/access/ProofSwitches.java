package io.nave.hub.access;

import io.nave.hub.id.ClientId;

/**
 * Which ways to prove who one is are switched off for the whole hub, in Azure's words (semantics §9.2): SAS tokens of shared
 * access policies, SAS tokens of devices' own keys, SAS tokens of modules' own keys.
 */
public record ProofSwitches(boolean disableLocalAuth, boolean disableDeviceSAS, boolean disableModuleSAS) {

    /** All ways are on. */
    public static final ProofSwitches ON = new ProofSwitches(false, false, false);

    boolean admitOwnKeys(ClientId client) {
        return client.module().isPresent() ? !disableModuleSAS : !disableDeviceSAS;
    }
}
