package io.nave.endpoint.storage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.nave.endpoint.JsonBody;
import io.nave.hub.message.DeviceMessage;

/** A JSON object and a line feed for each message (semantics §1.3). */
final class JsonLines implements FileFormat {

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    @Override
    public void add(DeviceMessage message) {
        StoredRecord record = StoredRecord.of(message);
        StringBuilder line = new StringBuilder("{\"EnqueuedTimeUtc\":");
        string(record.enqueuedTimeUtc(), line);
        map(record.properties(), line.append(",\"Properties\":"));
        map(record.systemProperties(), line.append(",\"SystemProperties\":"));
        body(message, line.append(",\"Body\":"));
        pending.writeBytes(line.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void body(DeviceMessage message, StringBuilder line) {
        Optional<String> json = JsonBody.of(message);
        if (json.isPresent()) {
            line.append(oneLine(json.get()));
        } else {
            line.append('"').append(Base64.getEncoder().encodeToString(message.body().bytes())).append('"');
        }
    }

    /** Line breaks in valid JSON are between its tokens, never in them. */
    private static String oneLine(String json) {
        boolean broken = json.indexOf('\n') >= 0 || json.indexOf('\r') >= 0;
        return broken ? json.replace("\n", "").replace("\r", "") : json;
    }

    private static void map(Map<String, String> values, StringBuilder line) {
        char separator = '{';
        for (Map.Entry<String, String> entry : values.entrySet()) {
            line.append(separator);
            string(entry.getKey(), line);
            string(entry.getValue(), line.append(':'));
            separator = ',';
        }
        line.append(values.isEmpty() ? "{}" : "}");
    }

    private static void string(String text, StringBuilder line) {
        line.append('"');
        ENCODER.quoteAsString(text, line);
        line.append('"');
    }

    @Override
    public int pending() {
        return pending.size();
    }

    @Override
    public byte[] take() {
        byte[] piece = pending.toByteArray();
        pending.reset();
        return piece;
    }
}
