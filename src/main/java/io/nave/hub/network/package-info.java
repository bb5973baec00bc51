/**
 * Which addresses clients may come from, in the words of Azure's {@code networkRuleSets}. Values only; start at NetworkRules.
 * Nothing here ever asks a name server: an address is its literal text.
 */
@NullMarked
package io.nave.hub.network;

import org.jspecify.annotations.NullMarked;
