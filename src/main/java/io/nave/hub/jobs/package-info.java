/**
 * Import and export of the whole identity registry as jobs (service-protocols §5.13, semantics §7.3), and the files they
 * read and write. RegistryJobService takes orders; RegistryJobRunner, one loop per replica, takes a waiting job under a lease
 * and hands
 * it to RegistryImport or RegistryExport; a job whose replica died is taken by another one. Whoever carries out a job shows its
 * claim (JobClaim, an epoch that only grows) with every step, so that after a cancellation or a takeover nothing more is noted.
 * An import goes on where its last noted batch ended, so of one batch the lines may be applied twice; an export starts again.
 *
 * <p>
 * JobContainers finds what a container URI names: a folder of the hub itself (HubFolders), whose files lie in JobFileStore, or
 * blob storage behind the port BlobContainers. The signature in a URI is kept, sealed, until the job is over.
 */
@NullMarked
package io.nave.hub.jobs;

import org.jspecify.annotations.NullMarked;
