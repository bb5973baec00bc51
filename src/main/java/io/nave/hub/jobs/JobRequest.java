package io.nave.hub.jobs;

import java.util.Locale;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * What a back end wants done with the whole registry (service-protocols §5.13): an import has an {@code input}; errors of an
 * import and the lines of an export go to {@code output}; {@code excludeKeys} leaves the symmetric keys out of an export;
 * {@code configurations} is the blob of configurations beside that of devices, empty when they are left alone.
 */
public record JobRequest(Type type, Optional<Blob> input, Blob output, boolean excludeKeys, StorageAccess access,
        Optional<String> configurations) {

    /** The blob of devices where none was named. */
    public static final String DEVICES = "devices.txt";

    /** The blob of configurations where none was named. */
    public static final String CONFIGURATIONS = "configurations.txt";

    private static final int MAX_TEXT = 2048;

    /** Fails with ARGUMENT_NULL when an import has no input. */
    public JobRequest {
        if (type == Type.IMPORT && input.isEmpty()) {
            throw new HubException(ErrorCode.ARGUMENT_NULL, "An import needs inputBlobContainerUri");
        }
        configurations.ifPresent(JobRequest::check);
        if (configurations.isPresent() && configurations.get().equals(input.orElse(output).name())) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "configurationsBlobName is another blob than that of devices");
        }
    }

    /** Of devices and modules alone. */
    public JobRequest(Type type, Optional<Blob> input, Blob output, boolean excludeKeys, StorageAccess access) {
        this(type, input, output, excludeKeys, access, Optional.empty());
    }

    /** The direction. */
    public enum Type {
        IMPORT,
        EXPORT;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A blob in the container of this URI. */
    public record Blob(ContainerUri container, String name) {

        /** Fails with ARGUMENT_INVALID when a text is too long. */
        public Blob {
            check(container.uri());
            check(container.query());
            check(name);
        }

        /** {@code containerUri} with its query, as it stands in a request. */
        public Blob(String containerUri, String name) {
            this(ContainerUri.of(containerUri), name);
        }

        /** Without its query. */
        public String containerUri() {
            return container.uri();
        }
    }

    /** How blob storage is to be opened, as the client said it; kept for the answer only. Empty when nothing was said. */
    public record StorageAccess(String authenticationType, String identity) {

        /** Nothing said. */
        public static final StorageAccess UNSAID = new StorageAccess("", "");

        /** Fails with ARGUMENT_INVALID when a text is too long. */
        public StorageAccess {
            check(authenticationType);
            check(identity);
        }
    }

    private static String check(String text) {
        if (text.length() > MAX_TEXT || text.indexOf('\0') >= 0) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "The texts of a job have at most " + MAX_TEXT + " characters and no NUL");
        }
        return text;
    }
}
