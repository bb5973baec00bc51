package io.nave.hub.configurations;

import java.util.Optional;

/** What a back end wants a configuration to be. The content may be left out of a change. */
public record ConfigurationRequest(ConfigurationId id, Optional<ConfigurationContent> content,
        ConfigurationSettings settings) {
}
