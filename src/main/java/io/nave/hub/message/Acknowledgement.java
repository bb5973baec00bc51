package io.nave.hub.message;

import io.nave.hub.error.HubException;

/**
 * What happens when a message is stored, or cannot be. Exactly one of the two is called, once, on a thread of the store:
 * implementations only note the outcome and let their connection's own executor send it.
 */
public interface Acknowledgement {

    /** The message is durable. */
    void stored();

    /** The message is not stored and will not be: the sender may send it again. */
    void refused(HubException cause);
}
