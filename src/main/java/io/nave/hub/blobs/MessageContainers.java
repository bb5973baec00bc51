package io.nave.hub.blobs;

/** The port to the containers that files of messages go to (semantics §1.3). Connects when something is written. */
public interface MessageContainers {

    /** The container of this name where the hub's files lie, apart from those that devices uploaded. */
    MessageContainer ofHub(String container);

    /** The container of this name in a storage account. */
    MessageContainer ofAccount(StorageConnection account, String container);
}
