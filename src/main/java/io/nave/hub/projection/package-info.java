/**
 * What queries read of identities that nobody writes: whether they are connected, and how many messages wait for them. The
 * truth
 * stands in Redis; IdentityProjection brings what changed there to the database, in batches, and ProjectionStore keeps it.
 * Documents of single identities are answered from the truth, never from here.
 */
@NullMarked
package io.nave.hub.projection;

import org.jspecify.annotations.NullMarked;
