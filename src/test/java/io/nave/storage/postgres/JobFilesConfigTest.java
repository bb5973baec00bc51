package io.nave.storage.postgres;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/** The settings of the files of jobs and their defaults. */
final class JobFilesConfigTest {

    @Test
    void fileMayHaveAGigabyteUnlessToldOtherwise() {
        assertThat(config(Map.of()).maxFileSize().asLongValue()).isEqualTo(1L << 30);
        assertThat(config(Map.of("nave.jobs.max-file-size", "5M")).maxFileSize().asLongValue()).isEqualTo(5L << 20);
    }

    private static JobFilesConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withMapping(JobFilesConfig.class).addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(JobFilesConfig.class);
    }
}
