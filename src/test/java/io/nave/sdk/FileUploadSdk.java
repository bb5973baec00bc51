package io.nave.sdk;

import java.nio.file.Path;
import java.util.Map;

import io.nave.hubprocess.HubProcess;

/**
 * The published SDKs of one language. A program lets a device upload files and a back end read the notifications, and compares
 * what they lead to byte for byte. SIZES, STORAGE and the variables of {@link SelfSigned} change what it does.
 */
enum FileUploadSdk {

    NODE {
        @Override
        void upload(HubProcess hub, Path trusted, Map<String, String> more) {
            NodeSdk.prepare(hub, trusted).run("file-upload.js", more);
        }
    },

    JAVA {
        @Override
        void upload(HubProcess hub, Path trusted, Map<String, String> more) {
            JavaSdk.prepare(hub, trusted).run("FileUploads", more);
        }
    };

    static final String LARGE = String.valueOf(300L << 20);

    /** Fails when anything is not as the contract says; {@code trusted} are the authorities, PEM, of hub and storage. */
    abstract void upload(HubProcess hub, Path trusted, Map<String, String> more);

    /** To the hub's own storage. */
    final void upload(HubProcess hub, Map<String, String> more) {
        upload(hub, hub.caCertificate(), more);
    }
}
