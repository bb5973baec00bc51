package io.nave.endpoint.storage;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/** How the blocks of an Avro container are compressed. */
enum AvroCodec {
    NULL("null") {
        @Override
        byte[] compress(byte[] block) {
            return block;
        }
    },
    /** RFC 1951, without the frame that zlib puts around it. */
    DEFLATE("deflate") {
        @Override
        byte[] compress(byte[] block) {
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            try {
                deflater.setInput(block);
                deflater.finish();
                return drain(deflater);
            } finally {
                deflater.end();
            }
        }
    };

    private static final int STEP = 16 << 10;

    private final String wireName;

    AvroCodec(String wireName) {
        this.wireName = wireName;
    }

    /** As {@code avro.codec} says it. */
    String wireName() {
        return wireName;
    }

    abstract byte[] compress(byte[] block);

    private static byte[] drain(Deflater deflater) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] step = new byte[STEP];
        while (!deflater.finished()) {
            out.write(step, 0, deflater.deflate(step));
        }
        return out.toByteArray();
    }
}
