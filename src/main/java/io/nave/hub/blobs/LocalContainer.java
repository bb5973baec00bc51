package io.nave.hub.blobs;

import java.util.Optional;

/**
 * The container that the hub serves, none when files lie elsewhere; who may write to it shows a query with one of these
 * signatures. At most so many transfers, up or down, are under way on one replica.
 */
public record LocalContainer(Optional<ContainerName> name, BlobSignatures signatures, int maxTransfers, int maxBlocks) {

    /** The account name under which the hub signs. */
    public static final String ACCOUNT = "nave";

    private static final int MOST_TRANSFERS = 1000;

    /** Fails when the limit is out of range; the message names the setting. */
    public LocalContainer {
        if (maxTransfers < 1 || maxTransfers > MOST_TRANSFERS) {
            throw new IllegalArgumentException("nave.files.max-transfers must be 1 to " + MOST_TRANSFERS);
        }
    }
}
