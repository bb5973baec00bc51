package io.nave.architecture.violations.hub.first;

import io.nave.architecture.violations.hub.second.WayBack;

/** Planted: one half of a cycle between features. */
public final class Roundabout {
    private WayBack there = new WayBack();
}
