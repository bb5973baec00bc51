package io.nave.hub.blobs;

import java.util.Optional;

/**
 * What a client says of a body that it is about to send: its bytes, and perhaps base64 of its MD5 ({@code Content-MD5}) and of
 * its CRC-64 ({@code x-ms-content-crc64}).
 */
public record AnnouncedBody(long length, Optional<String> md5, Optional<String> crc64) {
}
