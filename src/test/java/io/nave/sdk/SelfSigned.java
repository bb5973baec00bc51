package io.nave.sdk;

import java.util.Map;

import io.nave.launcher.DeviceCertificates;

/** What a program needs to be a device that its hub knows by the thumbprint of its certificate, and somebody else. */
final class SelfSigned {

    private SelfSigned() {
    }

    static Map<String, String> environment() {
        var device = DeviceCertificates.selfSigned("device");
        var other = DeviceCertificates.selfSigned("device");
        return Map.of("DEVICE_CERTIFICATE", device.certificatePem(), "DEVICE_KEY", device.keyPem(), "DEVICE_THUMBPRINT",
                device.thumbprint(), "OTHER_CERTIFICATE", other.certificatePem(), "OTHER_KEY", other.keyPem());
    }
}
