package io.nave.hub.configurations;

import java.util.List;
import java.util.Optional;

import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

/**
 * The port to where configurations are kept. Changes are durable when their
 * Uni completes. Fails with SERVICE_UNAVAILABLE when the store is away. From any thread.
 */
public interface ConfigurationStore {

    /**
     * Adds a configuration as its first revision, created now; all twins are to be looked at then, as after every change. Fails
     * with CONFIGURATION_ALREADY_EXISTS, or CONFIGURATION_COUNT_LIMIT_EXCEEDED when there are {@code max} already.
     */
    Uni<Configuration> insert(ConfigurationId id, ConfigurationContent content, ConfigurationSettings settings, int max);

    /**
     * Replaces the settings. Fails with CONFIGURATION_NOT_FOUND, PRECONDITION_FAILED when the etag is another, or
     * CANNOT_MODIFY_IMMUTABLE_CONFIGURATION_CONTENT when a content is given that is not the one that is there.
     */
    Uni<Configuration> update(ConfigurationRequest request, Optional<ETag> expected);

    /** Fails with CONFIGURATION_NOT_FOUND, or PRECONDITION_FAILED when the etag is another. */
    Uni<Void> delete(ConfigurationId id, Optional<ETag> expected);

    Uni<Optional<MeasuredConfiguration>> find(ConfigurationId id);

    /** All of them by id, with the results that were noted last. */
    Uni<List<MeasuredConfiguration>> list();

    /** What tells the configurations as they are now from those before and after any change. */
    Uni<Long> generation();

    /** All of them as they are now. */
    Uni<ConfigurationSet> all();

    /** Notes what metrics came to; nothing when the configuration is gone. */
    Uni<Void> noteResults(ConfigurationId id, MetricResults results);
}
