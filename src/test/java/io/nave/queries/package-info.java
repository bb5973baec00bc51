/**
 * Queries against what they mean: random twins and random queries, answered by the hub and by an evaluator that knows nothing
 * of SQL and nothing of the hub's parser (semantics §3). TwinQueriesIT is where to start.
 */
@NullMarked
package io.nave.queries;

import org.jspecify.annotations.NullMarked;
