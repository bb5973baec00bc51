/**
 * The query language over twins (semantics §3). QueryService is what the adapters ask, TwinSelections what jobs and
 * configurations ask; QueryParser makes a TwinQuery of a text, which a TwinQueryStore answers.
 *
 * <p>
 * Decisions: a query is answered by the store in one statement, so that it sees every write that completed before; a page
 * is found by where the last one ended, so that what comes and goes meanwhile neither repeats nor hides others.
 */
@NullMarked
package io.nave.hub.queries;

import org.jspecify.annotations.NullMarked;
