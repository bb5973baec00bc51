package io.nave.endpoint.storage;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

import io.nave.hub.blobs.MessageFileName;
import io.nave.routing.endpoints.StorageSettings.Encoding;

/** What the files of an endpoint are called: its format with the tokens of semantics §1.3 filled in, in UTC. */
record FileNames(String format, String hub, Encoding encoding) {

    /** The name of what a partition has from this time on. */
    MessageFileName of(int partition, Instant begun) {
        LocalDateTime time = LocalDateTime.ofInstant(begun, ZoneOffset.UTC);
        String stem = format.replace("{iothub}", hub)
                .replace("{partition}", digits(partition))
                .replace("{YYYY}", String.format(Locale.ROOT, "%04d", time.getYear()))
                .replace("{MM}", digits(time.getMonthValue()))
                .replace("{DD}", digits(time.getDayOfMonth()))
                .replace("{HH}", digits(time.getHour()))
                .replace("{mm}", digits(time.getMinute()));
        return new MessageFileName(stem, extension());
    }

    private static String digits(int number) {
        return String.format(Locale.ROOT, "%02d", number);
    }

    private String extension() {
        return switch (encoding) {
            case JSON -> ".json";
            case AVRO, AVRO_DEFLATE -> ".avro";
        };
    }
}
