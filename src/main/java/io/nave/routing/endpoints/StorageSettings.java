package io.nave.routing.endpoints;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.nave.hub.blobs.MessageFileName;
import io.nave.hub.blobs.StorageConnection;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * Files of messages (semantics §1.3). Without an account they go to where uploaded files go. A file is written when it is
 * {@code batchTime} old or has {@code maxBytes}. Fails with ARGUMENT_INVALID.
 */
public record StorageSettings(Optional<EndpointSecret> connectionString, String containerName, String fileNameFormat,
        Duration batchTime, long maxBytes, Encoding encoding) implements EndpointSettings {

    public static final String DEFAULT_FILE_NAME = "{iothub}/{partition}/{YYYY}/{MM}/{DD}/{HH}/{mm}";
    public static final Duration DEFAULT_BATCH_TIME = Duration.ofMinutes(5);
    public static final long DEFAULT_MAX_BYTES = 314_572_800;

    /** The parts of a name that no file name may miss. */
    public static final List<String> TOKENS = List.of("{iothub}", "{partition}", "{YYYY}", "{MM}", "{DD}", "{HH}", "{mm}");

    private static final String LONGEST_EXTENSION = ".avro";
    private static final long SHORTEST_SECONDS = 60;
    private static final long LONGEST_SECONDS = 720;
    private static final long LEAST_BYTES = 10_485_760;
    private static final long MOST_BYTES = 524_288_000;

    /** How messages are written; it never changes once it is declared. */
    public enum Encoding {
        AVRO("avro"),
        AVRO_DEFLATE("avroDeflate"),
        JSON("json");

        private final String wireName;

        Encoding(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /** In any case. Fails with ARGUMENT_INVALID. */
        public static Encoding parse(String name) {
            for (Encoding each : values()) {
                if (each.wireName.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                    return each;
                }
            }
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "The encoding is avro, avroDeflate or json");
        }
    }

    public StorageSettings {
        if (!containerName.matches("[a-z0-9](-?[a-z0-9]){2,62}")) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "containerName has 3 to 63 small letters, digits and single hyphens");
        }
        connectionString.map(EndpointSecret::reveal).filter(text -> !text.equals(EndpointSecret.MASK))
                .ifPresent(StorageConnection::parse);
        requireFileName(fileNameFormat);
        require("batchFrequencyInSeconds", batchTime.toSeconds(), SHORTEST_SECONDS, LONGEST_SECONDS);
        require("maxChunkSizeInBytes", maxBytes, LEAST_BYTES, MOST_BYTES);
    }

    private static void requireFileName(String format) {
        String rest = format;
        for (String token : TOKENS) {
            int at = rest.indexOf(token);
            if (at < 0) {
                throw new HubException(ErrorCode.ARGUMENT_INVALID, "fileNameFormat misses " + token);
            }
            rest = rest.substring(0, at) + rest.substring(at + token.length());
        }
        if (!rest.matches("[A-Za-z0-9/._-]{0,128}") || rest.contains("..") || format.startsWith("/")) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "fileNameFormat has each of its tokens once, and letters, digits, '/', '.', '_' and '-' between them");
        }
        new MessageFileName(format.replaceAll("[{}]", ""), LONGEST_EXTENSION);
    }

    private static void require(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, field + " is from " + min + " to " + max);
        }
    }

    @Override
    public EndpointKind kind() {
        return EndpointKind.STORAGE_CONTAINERS;
    }
}
