package io.nave.hub.rules;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.access.AccessRules;
import io.nave.hub.access.DeniedCertificate;
import io.nave.hub.access.DeniedCertificates;
import io.nave.hub.access.DeviceLists;
import io.nave.hub.access.ProofSwitches;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.json.StrictObject;

/**
 * The document of the access rules, in the words of Azure's resource (semantics §9.2). What is left out is as in a hub without
 * rules; a field that is not known is refused, because a misspelt one would leave a door open.
 *
 * <pre>
 * {"disableLocalAuth":false,"disableDeviceSAS":false,"disableModuleSAS":false,
 *  "allowedDevices":["d1"],"deniedDevices":["d2"],
 *  "deniedCertificates":[{"thumbprint":"…"},{"issuer":"CN=Factory CA","serialNumber":"0A"}],
 *  "networkRuleSets":{"defaultAction":"Deny","applyToBuiltInEventHubEndpoint":true,
 *                     "ipRules":[{"filterName":"office","action":"Allow","ipMask":"10.0.0.0/8"}]}}
 * </pre>
 */
public final class AccessRulesJson {

    static final String LOCAL_AUTH = "disableLocalAuth";
    static final String DEVICE_SAS = "disableDeviceSAS";
    static final String MODULE_SAS = "disableModuleSAS";
    static final String ALLOWED = "allowedDevices";
    static final String DENIED = "deniedDevices";
    static final String CERTIFICATES = "deniedCertificates";
    static final String NETWORK = "networkRuleSets";
    private static final String THUMBPRINT = "thumbprint";
    private static final String ISSUER = "issuer";
    private static final String SERIAL = "serialNumber";

    private AccessRulesJson() {
    }

    /** Lists are in the order of their text, so that two documents can be compared. */
    public static ObjectNode write(AccessRules rules) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put(LOCAL_AUTH, rules.switches().disableLocalAuth());
        json.put(DEVICE_SAS, rules.switches().disableDeviceSAS());
        json.put(MODULE_SAS, rules.switches().disableModuleSAS());
        write(json.putArray(ALLOWED), rules.devices().allowed());
        write(json.putArray(DENIED), rules.devices().denied());
        write(json.putArray(CERTIFICATES), rules.deniedCertificates());
        json.set(NETWORK, NetworkRulesJson.write(rules.network()));
        return json;
    }

    private static void write(ArrayNode array, Set<DeviceId> devices) {
        devices.stream().map(DeviceId::value).sorted().forEach(array::add);
    }

    private static void write(ArrayNode array, DeniedCertificates certificates) {
        certificates.byMark().entrySet().stream().sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .map(Map.Entry::getValue).map(AccessRulesJson::write).forEach(array::add);
    }

    private static ObjectNode write(DeniedCertificate certificate) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (certificate) {
            case DeniedCertificate.Thumbprint t -> json.put(THUMBPRINT, t.thumbprint());
            case DeniedCertificate.IssuerAndSerial s -> json.put(ISSUER, s.issuer()).put(SERIAL, s.serialNumber());
        };
    }

    /** Reads a document; fails with ARGUMENT_INVALID whose detail names the field. */
    public static AccessRules read(JsonNode json) {
        StrictObject document = new StrictObject("the access rules", json,
                List.of(LOCAL_AUTH, DEVICE_SAS, MODULE_SAS, ALLOWED, DENIED, CERTIFICATES, NETWORK));
        ProofSwitches switches = new ProofSwitches(document.flag(LOCAL_AUTH), document.flag(DEVICE_SAS),
                document.flag(MODULE_SAS));
        DeviceLists devices = new DeviceLists(devices(document, ALLOWED), devices(document, DENIED));
        List<DeniedCertificate> certificates = document.array(CERTIFICATES).stream().map(AccessRulesJson::certificate).toList();
        return new AccessRules(switches, devices, DeniedCertificates.of(certificates),
                NetworkRulesJson.read(document.child(NETWORK)));
    }

    private static Set<DeviceId> devices(StrictObject document, String field) {
        Set<DeviceId> devices = new HashSet<>();
        for (JsonNode entry : document.array(field)) {
            devices.add(new DeviceId(StrictObject.requireText("an entry of " + field, entry)));
        }
        return devices;
    }

    private static DeniedCertificate certificate(JsonNode json) {
        StrictObject entry = new StrictObject("an entry of " + CERTIFICATES, json, List.of(THUMBPRINT, ISSUER, SERIAL));
        if (entry.has(THUMBPRINT)) {
            requireAlone(entry);
            return new DeniedCertificate.Thumbprint(entry.text(THUMBPRINT));
        }
        return new DeniedCertificate.IssuerAndSerial(entry.text(ISSUER), entry.text(SERIAL));
    }

    private static void requireAlone(StrictObject entry) {
        if (entry.has(ISSUER) || entry.has(SERIAL)) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "an entry of " + CERTIFICATES + " has a thumbprint, or an issuer and a serialNumber, not both");
        }
    }
}
