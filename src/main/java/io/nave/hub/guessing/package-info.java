/**
 * How guessing of credentials is slowed down: GuessLimits says how much, GuessScores counts failures within a bounded memory,
 * Delays waits. {@code hub.access.GuessGuard} puts them together.
 */
@NullMarked
package io.nave.hub.guessing;

import org.jspecify.annotations.NullMarked;
