package io.nave.storage.blob;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.blobs.LocalContainer;
import io.nave.hub.blobs.QueryFields;
import io.nave.hub.id.HubNames;
import io.nave.hub.jobs.BlobContainers;
import io.nave.hub.jobs.ContainerUri;
import io.nave.hub.jobs.JobContainer;

/**
 * The containers that jobs may name: the hub's own under the names it has, and those of storage accounts that the operator has
 * allowed. The hub goes nowhere else.
 */
@Singleton
final class StorageContainers implements BlobContainers {

    private final HubNames names;
    private final BlobConfig config;
    private final LocalContainer local;
    private final BlockBlobs blobs;
    private final StorageAccounts accounts;
    private final Clock clock;

    StorageContainers(HubNames names, BlobConfig config, LocalContainer local, BlockBlobs blobs, StorageAccounts accounts,
            Clock clock) {
        this.names = names;
        this.config = config;
        this.local = local;
        this.blobs = blobs;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public Optional<JobContainer> find(ContainerUri container) {
        return isLocal(container) ? Optional.of(own(container.query())) : accounts.find(container);
    }

    private JobContainer own(String rawQuery) {
        Map<String, String> query = QueryFields.of(rawQuery.isEmpty() ? "" : rawQuery.substring(1));
        int blockSize = (int) Math.min(JobBlobs.BLOCK, config.limits().maxBlockSize());
        return new LocalJobContainer(blobs, blockSize, new LocalJobContainer.Grant(query, local.signatures(), clock));
    }

    private boolean isLocal(ContainerUri container) {
        try {
            URI uri = new URI(container.uri());
            String authority = uri.getRawAuthority();
            return "https".equalsIgnoreCase(uri.getScheme()) && authority != null && isHere(authority)
                    && local.name().map(name -> isIn(name.value(), String.valueOf(uri.getRawPath()))).orElse(false);
        } catch (URISyntaxException noUri) {
            return false;
        }
    }

    private static boolean isIn(String name, String path) {
        return path.equals("/" + name) || path.equals("/" + name + "/");
    }

    private boolean isHere(String authority) {
        return authority.indexOf('@') < 0 && names.isHost(authority)
                || config.hostName().map(authority::equalsIgnoreCase).orElse(false);
    }
}
