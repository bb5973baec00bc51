package io.nave.protocol.blob;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import io.nave.protocol.http.RawHttp;

/** A request to put something, of which the first half was sent and the rest never is. */
final class HalfUpload implements AutoCloseable {

    private final Socket socket;

    /** {@code target} as it stands in the request line. */
    HalfUpload(URI server, String target, byte[] content) throws IOException {
        try {
            socket = RawHttp.trustingAnybody().getSocketFactory().createSocket(server.getHost(), server.getPort());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        socket.getOutputStream().write(("PUT " + target + " HTTP/1.1\r\nHost: x\r\nx-ms-blob-type: BlockBlob\r\n"
                + "Content-Length: " + content.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(content, 0, content.length / 2);
        socket.getOutputStream().flush();
    }

    /** Cuts the connection. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
