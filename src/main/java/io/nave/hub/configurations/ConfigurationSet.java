package io.nave.hub.configurations;

import java.util.List;

/** All configurations as they were at one time, by rank; every change has another {@code generation}. */
public record ConfigurationSet(long generation, List<Configuration> byRank) {

    public ConfigurationSet {
        byRank = byRank.stream().sorted(Configuration.BY_RANK).toList();
    }

    /** Those that set this and can be for anybody, by rank. */
    List<Configuration> of(ConfigurationContent.Kind kind) {
        return byRank.stream().filter(configuration -> configuration.content().kind() == kind)
                .filter(Configuration::hasTargets).toList();
    }
}
