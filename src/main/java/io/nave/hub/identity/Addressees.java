package io.nave.hub.identity;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/** The port to what is asked before something is sent to a device or module: whether it is there and enabled. */
public interface Addressees {

    /**
     * The generation id of who is to be reached. Fails with DEVICE_NOT_FOUND when there is no such device or it is disabled,
     * with
     * MODULE_NOT_FOUND when there is no such module. Answers come in the order of the questions. From any thread.
     */
    Uni<String> generationOf(ClientId client);
}
