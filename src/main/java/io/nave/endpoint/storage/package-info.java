/**
 * Files of messages (semantics §1.3, "Storage"). {@link io.nave.endpoint.storage.StorageEndpoint} is what a forwarder sees;
 * start
 * at StoragePartition, which collects the entries of one partition in a FileInProgress. A FileFormat is how they are written:
 * JsonLines or AvroContainer, both of the four fields that a StoredRecord has.
 *
 * <p>
 * Nothing is checkpointed before its file is published, so that whoever takes over begins with the first entry of the file that
 * was never finished. What is in memory of one partition is one piece, of a megabyte.
 */
@NullMarked
package io.nave.endpoint.storage;

import org.jspecify.annotations.NullMarked;
