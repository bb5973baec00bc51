package io.nave.hub.jobs;

import java.time.Instant;

/** A file as it was written once: another content under the same name is another {@code version}; {@code size} is in bytes. */
public record StoredFile(JobFile file, long version, long size, Instant modifiedAt) {
}
