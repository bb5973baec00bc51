package io.nave.architecture.violations.ops;

/** Planted: names that say nothing. */
class AbstractThingManager {
}
