/**
 * What Nave keeps in PostgreSQL: identities, policies and sessions ({@code Postgres*Store}, Hibernate Reactive), and the event
 * log. The tables are made by {@code db/migration}; SQL of more than three lines stands there, as functions, or in the resource
 * folder {@code postgres}.
 *
 * <p>
 * The stores start at PostgresSessions: it runs each call in a session of its own, from any thread, within a time limit, and
 * turns what fails into HubExceptions (PostgresFailure). All draw from one bounded pool (PostgresPool). Identities are read as
 * * entities and written by statements that take them as JSON (IdentityJson), any number in one round trip. Jobs and their
 * files
 * have no entities: their single statements run through PostgresStatements, and so do those of twins (PostgresTwinStore), whose
 * reported patches go many at a time (ReportedBatches) to functions that merge where the row lies. Keys are sealed by KeyVault
 * on their way in.
 * *
 * <p>
 * The event log, in the order of a message: PostgresEventLog, WaitingRows (per partition, encoded at once), EventAppender (one
 * flush in flight, all partitions in one statement), AppendSession; then EventReader, and LogUpkeep for segments and retention.
 * It uses the reactive client directly and no entities, because it writes one row per batch of hundreds of messages and what a
 * batch costs is what a message costs: nothing stands between the encoded bytes and the wire.
 */
@NullMarked
package io.nave.storage.postgres;

import org.jspecify.annotations.NullMarked;
