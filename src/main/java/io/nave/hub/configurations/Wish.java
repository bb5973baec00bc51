package io.nave.hub.configurations;

import java.util.List;

/**
 * What one configuration wants of one twin. {@code exclusive}: nothing but this, and what higher ones want, is to be there
 * (the base deployment of an Edge device). {@code shown}: the twin says that it has the configuration.
 */
record Wish(ConfigurationId id, String digest, List<Setting> settings, boolean exclusive, boolean shown) {

    Wish {
        settings = List.copyOf(settings);
    }

    /** Of a configuration for devices or modules. */
    static Wish of(Configuration configuration) {
        return new Wish(configuration.id(), configuration.content().digest(), configuration.content().settings(), false, true);
    }
}
