package io.nave.storage.blob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.nave.hub.blobs.AnnouncedBody;
import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.Checksums;

/** A body on its way into a file that nobody else knows. One thread at a time. */
final class BodyFile {

    /** How many bytes are written before the disk is looked at again. */
    private static final long REVIEW = 16 << 20;

    private final Path path;
    private final FileChannel channel;
    private final AnnouncedBody announced;
    private final DiskReserve reserve;
    private final Checksums checksums;
    private long written;
    private long reviewAt = REVIEW;

    private BodyFile(Path path, AnnouncedBody announced, DiskReserve reserve) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.announced = announced;
        this.reserve = reserve;
        this.checksums = new Checksums(announced);
    }

    /** Fails with SERVER_BUSY when there is no room for it. */
    static BodyFile create(Path path, AnnouncedBody announced, DiskReserve reserve) throws IOException {
        reserve.require(announced.length());
        return new BodyFile(path, announced, reserve);
    }

    Path path() {
        return path;
    }

    void write(byte[] piece) {
        written += piece.length;
        if (written > announced.length()) {
            throw otherLength();
        }
        checksums.update(piece);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(piece);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            review();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Others fill the disk at the same time. */
    private void review() throws IOException {
        if (written >= reviewAt) {
            reviewAt = written + REVIEW;
            reserve.require(0);
        }
    }

    /** All of it is there and on the disk. Fails with INVALID_INPUT, MD5_MISMATCH or CRC64_MISMATCH when it is another one. */
    Path finish() {
        if (written != announced.length()) {
            throw otherLength();
        }
        checksums.require();
        try {
            channel.force(true);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    private BlobRefusal otherLength() {
        return new BlobRefusal(BlobError.INVALID_INPUT,
                "The body does not have the " + announced.length() + " bytes that were announced");
    }

    /** Nothing of it stays. */
    void discard() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
