/** The query language over twins and jobs (semantics §3). TwinSelections is what jobs and configurations ask. */
@NullMarked
package io.nave.hub.queries;

import org.jspecify.annotations.NullMarked;
