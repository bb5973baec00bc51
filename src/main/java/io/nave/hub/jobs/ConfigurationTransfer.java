package io.nave.hub.jobs;

import java.util.List;

import io.smallrye.mutiny.Uni;

/** Takes configurations from and to files, a document in each line (semantics §7.3). From any thread. */
interface ConfigurationTransfer {

    /** Writes all of them under this name. */
    Uni<Void> export(JobContainer container, String name);

    /**
     * Does what the lines ask for, one after the other. Answers what was wrong, each numbered by the line and {@code offset}.
     * Fails with RESOURCE_NOT_FOUND when there is no such file.
     */
    Uni<List<LineError>> importAll(JobContainer container, String name, long offset);
}
