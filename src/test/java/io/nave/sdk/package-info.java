/**
 * Unmodified Azure SDKs against the real hub: the programs of {@code src/test/sdk} run as processes of their own, so that no
 * library of theirs meets one of the hub's.
 * <p>
 * {@link io.nave.sdk.NodeSdk} and {@link io.nave.sdk.JavaSdk} build and run them; a program that ends with 0 has passed, and
 * what it wrote is the message when it has not. {@link io.nave.sdk.ReadmeExamplesIT} runs the examples exactly as the README
 * shows them.
 */
@NullMarked
package io.nave.sdk;

import org.jspecify.annotations.NullMarked;
