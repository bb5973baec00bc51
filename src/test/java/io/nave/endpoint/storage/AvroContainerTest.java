package io.nave.endpoint.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;
import io.nave.routing.endpoints.StorageSettings.Encoding;

import static org.assertj.core.api.Assertions.assertThat;

/** Avro files, read by the library that everybody reads them with. */
class AvroContainerTest {

    /** As it stands in the files of IoT Hub. */
    private static final String SCHEMA = "{\"type\":\"record\",\"name\":\"Message\",\"namespace\":\"Microsoft.Azure.Devices\","
            + "\"fields\":[{\"name\":\"EnqueuedTimeUtc\",\"type\":\"string\"},{\"name\":\"Properties\",\"type\":{\"type\":"
            + "\"map\",\"values\":\"string\"}},{\"name\":\"SystemProperties\",\"type\":{\"type\":\"map\",\"values\":\"string\"}},"
            + "{\"name\":\"Body\",\"type\":[\"null\",\"bytes\"]}]}";

    @ParameterizedTest
    @CsvSource({ "AVRO,null", "AVRO_DEFLATE,deflate" })
    void recordsComeBackAsTheyWere(Encoding encoding, String codec) throws IOException {
        // given
        byte[] body = { 0, 1, (byte) 0xff };
        DeviceMessage first = StoredMessages.message(Map.of(SystemProperty.CONTENT_TYPE, "application/json"),
                Map.of("läufer", "ü😀"), body);
        DeviceMessage second = StoredMessages.message(Map.of(), Map.of(), new byte[0]);
        // when
        ReadFile file = read(file(encoding, List.of(first, second)));
        // then
        assertThat(file.codec()).isEqualTo(codec);
        assertThat(file.schema()).isEqualTo(SCHEMA);
        assertThat(file.records()).hasSize(2);
        GenericRecord record = file.records().getFirst();
        assertThat(record.get("EnqueuedTimeUtc")).hasToString("2019-05-10T06:06:32.7220000Z");
        assertThat(record.get("Properties")).hasToString("{läufer=ü😀}");
        assertThat(record.get("Body")).isEqualTo(ByteBuffer.wrap(body));
        assertThat(String.valueOf(record.get("SystemProperties"))).contains("connectionDeviceId=d1",
                "connectionDeviceGenerationId=636930642531278483", "contentType=application/json",
                "enqueuedTime=2019-05-10T06:06:32.7220000Z");
        assertThat(file.records().get(1).get("Properties")).hasToString("{}");
        assertThat(file.records().get(1).get("Body")).isEqualTo(ByteBuffer.allocate(0));
    }

    @ParameterizedTest
    @CsvSource({ "AVRO", "AVRO_DEFLATE" })
    void everyPieceIsABlockOfTheSameFile(Encoding encoding) throws IOException {
        // given
        FileFormat format = FileFormat.of(encoding);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        // when
        for (int piece = 0; piece < 3; piece++) {
            for (int message = 0; message < 500; message++) {
                format.add(StoredMessages.message(Map.of(), Map.of("n", String.valueOf(piece * 500 + message)), new byte[300]));
            }
            assertThat(format.pending()).isGreaterThan(500 * 300);
            file.writeBytes(format.take());
            assertThat(format.pending()).isZero();
        }
        // then
        List<GenericRecord> records = read(file.toByteArray()).records();
        assertThat(records).hasSize(1500);
        for (int number = 0; number < 1500; number++) {
            assertThat(records.get(number).get("Properties")).hasToString("{n=" + number + "}");
        }
    }

    @Test
    void deflatedFileIsSmaller() {
        List<DeviceMessage> messages = List.of(StoredMessages.message(Map.of(), Map.of(), new byte[100_000]));
        assertThat(file(Encoding.AVRO, messages)).hasSizeGreaterThan(100_000);
        assertThat(file(Encoding.AVRO_DEFLATE, messages)).hasSizeLessThan(2_000);
    }

    private static byte[] file(Encoding encoding, List<DeviceMessage> messages) {
        FileFormat format = FileFormat.of(encoding);
        messages.forEach(format::add);
        return format.take();
    }

    /** What the library found. */
    private record ReadFile(String codec, String schema, List<GenericRecord> records) {
    }

    private static ReadFile read(byte[] file) throws IOException {
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(new SeekableByteArrayInput(file),
                new GenericDatumReader<>())) {
            List<GenericRecord> records = new ArrayList<>();
            reader.forEach(records::add);
            String schema = new String(reader.getMeta("avro.schema"), StandardCharsets.UTF_8);
            return new ReadFile(reader.getMetaString("avro.codec"), schema, records);
        }
    }
}
