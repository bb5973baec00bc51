package io.nave.architecture.violations.elsewhere;

/** Planted: a class outside the rings. */
final class HomelessClass {
}
