package io.nave.hub.access;

import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.CertificateMarks;
import io.nave.hub.id.ClientId;
import io.nave.hub.network.NetworkRules;

/**
 * Who is kept out whatever they can prove: ways to prove it that are switched off, devices and certificates by name, clients by
 * address. Immutable, asked without I/O.
 */
public record AccessRules(ProofSwitches switches, DeviceLists devices, DeniedCertificates deniedCertificates,
        NetworkRules network) {

    /** Nobody is kept out. */
    public static final AccessRules OPEN = new AccessRules(ProofSwitches.ON, DeviceLists.EVERYBODY, DeniedCertificates.NONE,
            NetworkRules.OPEN);

    public AccessRules withDevices(DeviceLists others) {
        return new AccessRules(switches, others, deniedCertificates, network);
    }

    /** Fails with IOT_HUB_UNAUTHORIZED_ACCESS when clients from this address are kept out; they are not told why. */
    void requirePeer(Peer peer) {
        require(network.admits(peer.address()), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS,
                "the network rules do not let in clients from this address");
    }

    /** The same for who reads from the built-in endpoint. */
    void requireReader(Peer peer) {
        require(network.admitsReader(peer.address()), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS,
                "the network rules do not let in readers from this address");
    }

    /** Fails with IOT_HUB_UNAUTHORIZED when this device, or the device of this module, is kept out. */
    void requireClient(ClientId client) {
        require(devices.admit(client.device()), ErrorCode.IOT_HUB_UNAUTHORIZED,
                "the device is on the list of denied devices, or not on the list of allowed ones");
    }

    /** Fails with IOT_HUB_UNAUTHORIZED when one of these gateways is kept out. */
    void requireGateways(AuthChain chain) {
        require(chain.gateways().stream().allMatch(devices::admit), ErrorCode.IOT_HUB_UNAUTHORIZED,
                "a gateway is on the list of denied devices, or not on the list of allowed ones");
    }

    /** Fails with IOT_HUB_UNAUTHORIZED when devices or modules may not use keys of their own. */
    void requireOwnKeys(ClientId client) {
        require(switches.admitOwnKeys(client), ErrorCode.IOT_HUB_UNAUTHORIZED,
                "SAS keys of devices or modules are switched off (disableDeviceSAS, disableModuleSAS)");
    }

    /** Fails with IOT_HUB_UNAUTHORIZED_ACCESS when shared access policies are switched off. */
    void requirePolicies() {
        require(!switches.disableLocalAuth(), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS,
                "shared access policies are switched off (disableLocalAuth)");
    }

    /** Fails with IOT_HUB_UNAUTHORIZED when this certificate is on the deny list. */
    public void requireCertificate(CertificateMarks certificate) {
        require(!deniedCertificates.contain(certificate), ErrorCode.IOT_HUB_UNAUTHORIZED,
                "the certificate, or one that it leads to, is on the list of denied certificates");
    }

    /** Whether a connection that was let in before these rules would be let in by them. */
    boolean admit(ClientId client, ConnectionProof proof) {
        return network.admits(proof.peer()) && devices.admit(client.device()) && admit(client, proof.evidence());
    }

    private boolean admit(ClientId client, Evidence evidence) {
        return switch (evidence) {
            case Evidence.PolicyKey key -> !switches.disableLocalAuth();
            case Evidence.OwnKey key -> switches.admitOwnKeys(client);
            case Evidence.SelfSigned own -> !deniedCertificates.contain(own.leaf());
            case Evidence.OnBehalf behalf -> behalf.chain().gateways().stream().allMatch(devices::admit)
                    && admit(behalf.chain().actor(), behalf.actor());
            case Evidence.Issued issued -> issued.chain().stream().noneMatch(deniedCertificates::contain);
        };
    }

    private static void require(boolean holds, ErrorCode code, String detail) {
        if (!holds) {
            throw new HubException(code, detail);
        }
    }
}
