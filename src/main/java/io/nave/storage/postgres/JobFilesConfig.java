package io.nave.storage.postgres;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The files that import and export jobs read and write. */
@ConfigMapping(prefix = "nave.jobs")
public interface JobFilesConfig {

    /** How large a file may be; an export of a million devices has about 480 MB. */
    @WithDefault("1G")
    MemorySize maxFileSize();
}
