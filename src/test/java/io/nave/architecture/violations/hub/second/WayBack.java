package io.nave.architecture.violations.hub.second;

import io.nave.architecture.violations.hub.first.Roundabout;

/** Planted: the other half of the cycle. */
public final class WayBack {
    Roundabout back() {
        return new Roundabout();
    }
}
