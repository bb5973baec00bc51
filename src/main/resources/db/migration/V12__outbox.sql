-- The outbox of custom endpoints: a second set of partitions in the event log, so that a message for the log and for endpoints
-- is stored by one statement. The outbox of partition p has the number 32 + p; each entry names the endpoints it is for.
--
--   outbox_cursor   how far an endpoint has taken a partition, and which replica delivers it: the owner's lease and an epoch
--                   that only grows, so that one who was paused past its lease moves nothing
--   dead_letter     what an endpoint did not take in time, or cannot take at all

CREATE TABLE outbox_cursor (
    endpoint_id   bigint      NOT NULL,
    partition     integer     NOT NULL,
    next_sequence bigint      NOT NULL,
    owner         text        NOT NULL DEFAULT '',
    epoch         bigint      NOT NULL DEFAULT 0,
    lease_until   timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (endpoint_id, partition)
) WITH (fillfactor = 40);

CREATE TABLE dead_letter (
    id          bigint generated always as identity PRIMARY KEY,
    endpoint_id bigint      NOT NULL,
    partition   integer     NOT NULL,
    sequence    bigint      NOT NULL,
    reason      text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    enqueued_at timestamptz NOT NULL,
    body        bytea       NOT NULL,
    UNIQUE (endpoint_id, partition, sequence)
);

-- Makes the partitions of a new log and of its outbox. Returns how many the log has.
CREATE OR REPLACE FUNCTION nave_open(wanted integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('nave.event_log.layout'));
    IF NOT EXISTS (SELECT FROM event_partition) THEN
        INSERT INTO event_partition (partition) SELECT generate_series(0, wanted - 1);
    END IF;
    INSERT INTO event_partition (partition) SELECT 32 + partition FROM event_partition WHERE partition < 32
        ON CONFLICT DO NOTHING;
    RETURN (SELECT count(*) FROM event_partition WHERE partition < 32);
END $$;

-- Whether an endpoint has still to take something that lies in a segment that starts then.
CREATE FUNCTION nave_outbox_needs(start timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM outbox_cursor c JOIN event_partition p ON p.partition = c.partition
        WHERE c.next_sequence < coalesce(
            (SELECT min(s.first_sequence) FROM event_segment_start s WHERE s.partition = c.partition AND s.starts_at > start),
            p.next_sequence))
$$;

-- As before, but no further than to what an endpoint has still to take: what lies behind is kept with it.
CREATE OR REPLACE FUNCTION nave_retire_segments(before timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s event_segment;
BEGIN
    FOR s IN SELECT * FROM event_segment WHERE ends_at <= before AND NOT retired ORDER BY starts_at LOOP
        EXIT WHEN nave_outbox_needs(s.starts_at);
        PERFORM FROM event_partition ORDER BY partition FOR UPDATE;
        UPDATE event_segment SET retired = true WHERE table_name = s.table_name;
        DELETE FROM event_segment_start WHERE starts_at = s.starts_at;
        UPDATE event_partition SET segment_ends_at = '-infinity' WHERE segment_ends_at = s.ends_at;
    END LOOP;
END $$;
