package io.nave.hub.jobs;

import java.util.Locale;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * What a back end wants done with the whole registry (service-protocols §5.13): an import has an {@code input}; errors of an
 * import and the lines of an export go to {@code output}; {@code excludeKeys} leaves the symmetric keys out of an export.
 */
public record JobRequest(Type type, Optional<Blob> input, Blob output, boolean excludeKeys, StorageAccess access) {

    /** The blob of devices where none was named. */
    public static final String DEVICES = "devices.txt";

    private static final int MAX_TEXT = 2048;

    /** Fails with ARGUMENT_NULL when an import has no input. */
    public JobRequest {
        if (type == Type.IMPORT && input.isEmpty()) {
            throw new HubException(ErrorCode.ARGUMENT_NULL, "An import needs inputBlobContainerUri");
        }
    }

    /** The direction. */
    public enum Type {
        IMPORT,
        EXPORT;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A blob in the container of this URI. The URI's query is not kept: with blob storage it is a secret, and folders of the
     * hub
     * need none.
     */
    public record Blob(String containerUri, String name) {

        /** Fails with ARGUMENT_INVALID when a text is too long. */
        public Blob {
            containerUri = check(containerUri).replaceFirst("[?#].*$", "");
            check(name);
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
