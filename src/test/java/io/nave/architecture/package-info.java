/**
 * The import rules of the root package's documentation, held by ArchUnit. ArchitectureRules has them for any root package, so
 * that the same rules run over the hub and over the planted violations below, each of which a test proves is caught.
 */
@NullMarked
package io.nave.architecture;

import org.jspecify.annotations.NullMarked;
