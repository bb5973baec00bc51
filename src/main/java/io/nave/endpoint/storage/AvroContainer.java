package io.nave.endpoint.storage;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.nave.hub.message.DeviceMessage;

/**
 * An object container file of Avro 1.x: a header with the schema, then blocks of records, each with its count, its bytes and
 * the
 * marker that the header ends with. The schema is that of IoT Hub's files, to the letter (seen in
 * MicrosoftDocs/azure-docs#11269).
 *
 * <pre>
 *   "Obj" 1 | map(avro.codec, avro.schema) | marker     then    count | length | records | marker     …
 * </pre>
 */
final class AvroContainer implements FileFormat {

    private static final byte[] MAGIC = { 'O', 'b', 'j', 1 };
    private static final int MARKER = 16;
    /** The second of the union's types. */
    private static final int BYTES = 1;
    private static final String SCHEMA = "{\"type\":\"record\",\"name\":\"Message\",\"namespace\":\"Microsoft.Azure.Devices\","
            + "\"fields\":[{\"name\":\"EnqueuedTimeUtc\",\"type\":\"string\"},"
            + "{\"name\":\"Properties\",\"type\":{\"type\":\"map\",\"values\":\"string\"}},"
            + "{\"name\":\"SystemProperties\",\"type\":{\"type\":\"map\",\"values\":\"string\"}},"
            + "{\"name\":\"Body\",\"type\":[\"null\",\"bytes\"]}]}";

    private final AvroCodec codec;
    private final byte[] marker = newMarker();
    private final AvroBytes records = new AvroBytes();
    private int count;
    private boolean isBegun;

    AvroContainer(AvroCodec codec) {
        this.codec = codec;
    }

    private static byte[] newMarker() {
        UUID random = UUID.randomUUID();
        return ByteBuffer.allocate(MARKER).putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits())
                .array();
    }

    @Override
    public void add(DeviceMessage message) {
        StoredRecord stored = StoredRecord.of(message);
        records.writeString(stored.enqueuedTimeUtc());
        records.writeMap(stored.properties());
        records.writeMap(stored.systemProperties());
        records.writeLong(BYTES);
        records.writeBytes(message.body().bytes());
        count++;
    }

    @Override
    public int pending() {
        return records.size();
    }

    @Override
    public byte[] take() {
        AvroBytes piece = new AvroBytes();
        if (!isBegun) {
            isBegun = true;
            header(piece);
        }
        piece.writeLong(count);
        piece.writeBytes(codec.compress(records.take()));
        piece.writeRaw(marker);
        count = 0;
        return piece.take();
    }

    private void header(AvroBytes piece) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("avro.codec", codec.wireName());
        metadata.put("avro.schema", SCHEMA);
        piece.writeRaw(MAGIC);
        piece.writeMap(metadata);
        piece.writeRaw(marker);
    }
}
