package io.nave.storage.blob;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the files lie that devices upload. */
@ConfigMapping(prefix = "nave.files")
public interface BlobConfig {

    /** Whose storage it is: {@code local}, {@code azure} or {@code none}. */
    @WithDefault("local")
    Store store();

    /** The container, which is the first word of the paths of its blobs. */
    @WithDefault("uploads")
    String container();

    /** The directory that all replicas share. */
    @WithDefault("data/files")
    String directory();

    /** The host, perhaps with a port, that devices are told; without it the hub's own. */
    Optional<String> hostName();

    /** The port that they are told when it is not 443. */
    @WithDefault("443")
    int httpsPort();

    /** How large a blob, and all blocks of one that is not finished, may be. */
    @WithDefault("5G")
    MemorySize maxBlobSize();

    /** How large a block may be. */
    @WithDefault("100M")
    MemorySize maxBlockSize();

    /** How many blocks a blob may have, and how many may wait for their list: 1 to 50000. */
    @WithDefault("10000")
    int maxBlocks();

    /** How long blocks are kept after the last one of their blob came: one minute to 30 days. */
    @WithDefault("24h")
    Duration keepUnfinished();

    /** Nothing is taken that would leave less than this free on the disk. */
    @WithDefault("1G")
    MemorySize keepFree();

    /** Transfers, up or down, that may be under way on one replica: 1 to 1000. */
    @WithDefault("64")
    int maxTransfers();

    /** Whose storage it is. */
    enum Store {
        /** The hub's own directory. */
        LOCAL,
        /** A storage account of Azure's, or of who speaks its protocol. */
        AZURE,
        /** Nobody's: devices cannot upload files. */
        NONE
    }

    /** The storage account, when it is not the hub's. */
    Azure azure();

    /** A storage account of Azure's, or of who speaks its protocol. */
    interface Azure {

        /** Its name. */
        Optional<String> account();

        /** One of its access keys, base64. A secret. */
        Optional<String> key();

        /** The URL of its blob service; without it, https://{account}.blob.core.windows.net. */
        Optional<String> endpoint();

        /** A PEM file of the authority that its certificate is of, when the JDK does not know it. */
        Optional<String> caCertificate();
    }

    /** As the directory takes it; fails when a value is not allowed. */
    default BlobLimits limits() {
        return new BlobLimits(maxBlobSize().asLongValue(), maxBlockSize().asLongValue(), maxBlocks(), keepUnfinished(),
                keepFree().asLongValue());
    }
}
