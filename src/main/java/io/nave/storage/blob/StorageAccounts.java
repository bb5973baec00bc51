package io.nave.storage.blob;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.nave.hub.jobs.ContainerUri;
import io.nave.hub.jobs.JobContainer;
import io.vertx.core.Vertx;

/**
 * The storage accounts elsewhere that jobs may name: the one where the hub's files lie, and those on hosts that the operator
 * has
 * allowed. A job is ordered by a back end, so the hub goes nowhere that only a back end has named.
 */
@Singleton
final class StorageAccounts {

    /** A container, and before it the account where a host has several, as emulators do. */
    private static final Pattern PATH = Pattern.compile("(/[a-z0-9-]{1,63})?/(\\$[a-z]{1,20}|[a-z0-9-]{3,63})/?");

    private final Optional<String> accountPrefix;
    private final StorageHosts hosts;
    private final StorageHttp ofAccount;
    private final StorageHttp ofOthers;
    private final Clock clock;

    /** Fails with an IllegalArgumentException that names the setting when one is wrong. */
    StorageAccounts(BlobConfig config, JobStorageConfig jobs, Vertx vertx, Clock clock) {
        this.accountPrefix = config.store() == BlobConfig.Store.AZURE
                ? Optional.of(normal(AzureAccount.of(config).endpoint()) + "/")
                : Optional.empty();
        this.hosts = new StorageHosts(jobs.hosts().orElse(List.of()));
        this.ofAccount = new StorageHttp(vertx, config.azure().caCertificate());
        this.ofOthers = new StorageHttp(vertx, jobs.caCertificate());
        this.clock = clock;
    }

    /** Fails and is empty like {@link StorageContainers#find}. */
    Optional<JobContainer> find(ContainerUri container) {
        try {
            URI uri = new URI(container.uri());
            return isContainer(uri) ? http(uri).map(http -> container(http, uri, container.query())) : Optional.empty();
        } catch (URISyntaxException noUri) {
            return Optional.empty();
        }
    }

    private static boolean isContainer(URI uri) {
        String authority = uri.getRawAuthority();
        return uri.getScheme() != null && authority != null && authority.indexOf('@') < 0
                && PATH.matcher(String.valueOf(uri.getRawPath())).matches();
    }

    private Optional<StorageHttp> http(URI uri) {
        if (accountPrefix.filter(normal(uri)::startsWith).isPresent()) {
            return Optional.of(ofAccount);
        }
        boolean allowed = "https".equalsIgnoreCase(uri.getScheme()) && hosts.allow(uri.getRawAuthority());
        return allowed ? Optional.of(ofOthers) : Optional.empty();
    }

    private static String normal(URI uri) {
        String authority = uri.getRawAuthority().toLowerCase(Locale.ROOT);
        String port = "https".equalsIgnoreCase(uri.getScheme()) ? ":443" : ":80";
        String host = authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + host + uri.getRawPath();
    }

    private JobContainer container(StorageHttp http, URI uri, String query) {
        String bare = normal(uri).replaceFirst("/$", "");
        return new AzureJobContainer(http, new ContainerUri(bare, query), ContainerSignature.of(query, clock.instant()));
    }
}
