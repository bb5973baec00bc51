package io.nave.storage.blob;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

import io.nave.hub.blobs.BlobContent;
import io.nave.hub.blobs.BlobState;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** An open file. Read once, each piece on a worker thread when the one before is gone. */
final class FileContent implements BlobContent {

    private static final int PIECE = 128 << 10;

    private final BlobState state;
    private final FileChannel channel;
    private long position;
    private long end;

    FileContent(BlobState state, FileChannel channel) {
        this.state = state;
        this.channel = channel;
    }

    @Override
    public BlobState state() {
        return state;
    }

    @Override
    public Multi<byte[]> bytes(long from, long length) {
        position = from;
        end = from + length;
        Uni<byte[]> piece = DiskWork.run(this::next);
        return Multi.createBy().repeating().uni(() -> piece).whilst(read -> read.length > 0)
                .onTermination().invoke(this::close);
    }

    /** Empty at the end. */
    private byte[] next() throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, end - position)];
        ByteBuffer space = ByteBuffer.wrap(piece);
        while (space.hasRemaining()) {
            if (channel.read(space, position + space.position()) < 0) {
                throw new EOFException("The file is shorter than it was");
            }
        }
        position += piece.length;
        return piece;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
