/**
 * Device and module twins (semantics §4): TwinService for the adapters, TwinStore the port to where they are kept. TwinPatch is
 * the only way to say a change, and keeps TwinRules. DesiredFeed tells one connection what changed; DesiredNotices carries
 * changes to the replica that holds it, and finds out which ones were lost on the way. TwinSnapshots keeps what was read a
 * short while ago for those who look at twins with every message.
 *
 * <p>
 * Decisions: the merge is done where the twin lies, so that a write is one round trip and reads nothing; a patch that says what
 * is there already counts as a write; the etag counts the writes of the back end alone, so that a busy device does not make it
 * lose every race; no change is left out for a connected device, and none from before is repeated.
 */
@NullMarked
package io.nave.hub.twins;

import org.jspecify.annotations.NullMarked;
