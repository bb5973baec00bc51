package io.nave.endpoint.storage;

import io.nave.hub.message.DeviceMessage;
import io.nave.routing.endpoints.StorageSettings.Encoding;

/** How the messages of one file are written. Confined to the calls of one partition. */
interface FileFormat {

    static FileFormat of(Encoding encoding) {
        return switch (encoding) {
            case JSON -> new JsonLines();
            case AVRO -> new AvroContainer(AvroCodec.NULL);
            case AVRO_DEFLATE -> new AvroContainer(AvroCodec.DEFLATE);
        };
    }

    /** Adds a message to what is pending. */
    void add(DeviceMessage message);

    /** How many bytes are pending, before they are compressed. */
    int pending();

    /** The next bytes of the file: what was pending, and no longer is. */
    byte[] take();
}
