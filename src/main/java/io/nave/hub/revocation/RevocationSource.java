package io.nave.hub.revocation;

import java.net.URI;

import io.smallrye.mutiny.Uni;

/**
 * The port to the servers of certificate authorities. An implementation bounds the time, the size and the redirects, and fails
 * with whatever went wrong; it is asked with http and https addresses only. Completes on any thread.
 */
public interface RevocationSource {

    /** The largest revocation list that is read. */
    int MAX_LIST = 10 * 1024 * 1024;
    /** The largest OCSP answer that is read. */
    int MAX_ANSWER = 64 * 1024;

    /** Fetches a revocation list, at most {@link #MAX_LIST} bytes. */
    Uni<byte[]> list(URI address);

    /** Sends an OCSP request (RFC 6960 appendix A) and fetches the answer, at most {@link #MAX_ANSWER} bytes. */
    Uni<byte[]> ask(URI responder, byte[] request);
}
