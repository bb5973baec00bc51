-- The event log: partitions of batches with sequence numbers from 0 without gaps.
--
--   event_partition      one head row per partition: the next sequence number. Its row lock is what orders appends.
--   event_batch          one row per batch, partitioned by time into segments (tables that are made ahead and dropped whole)
--   event_segment        which table holds which time
--   event_segment_start  with which sequence number a partition entered a segment
--   event_writer         the last batch of each writer, so that one that was cut off can ask what became of its batch
--
-- Commit order is sequence order, because an append holds the head rows' locks until it is committed: no reader sees a gap.
-- Times are whole milliseconds, as readers see them.

CREATE TABLE event_partition (
    partition        integer     PRIMARY KEY,
    next_sequence    bigint      NOT NULL DEFAULT 0,
    last_enqueued_at timestamptz NOT NULL DEFAULT 'epoch',
    -- end of the segment that the last batch went to; -infinity when the next batch enters one
    segment_ends_at  timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 40); -- room for new row versions on the same page

CREATE TABLE event_writer (
    incarnation text        PRIMARY KEY,
    last_batch  bigint      NOT NULL DEFAULT 0,
    seen_at     timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 40);

CREATE TABLE event_batch (
    partition      integer     NOT NULL,
    first_sequence bigint      NOT NULL,
    count          integer     NOT NULL,
    enqueued_at    timestamptz NOT NULL,
    body           bytea       NOT NULL
) PARTITION BY RANGE (enqueued_at);

ALTER TABLE event_batch ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX event_batch_sequence ON event_batch (partition, first_sequence);

CREATE TABLE event_segment (
    table_name name        PRIMARY KEY,
    starts_at  timestamptz NOT NULL UNIQUE,
    ends_at    timestamptz NOT NULL CHECK (ends_at > starts_at),
    retired    boolean     NOT NULL DEFAULT false -- nothing in it is read any more; the table is about to go
);

CREATE TABLE event_segment_start (
    partition      integer     NOT NULL,
    starts_at      timestamptz NOT NULL,
    first_sequence bigint      NOT NULL,
    PRIMARY KEY (partition, starts_at)
);

-- Makes the partitions of a new log. Returns how many there are.
CREATE FUNCTION nave_open(wanted integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('nave.event_log.layout'));
    IF NOT EXISTS (SELECT FROM event_partition) THEN
        INSERT INTO event_partition (partition) SELECT generate_series(0, wanted - 1);
    END IF;
    RETURN (SELECT count(*) FROM event_partition);
END $$;

-- Makes sure that a segment for this time exists, between its neighbours, and is attached. Returns its end. The table is made
-- first and then attached: that does not wait for appends, and they do not wait for it.
CREATE FUNCTION nave_make_segment(moment timestamptz, length interval) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    s event_segment;
BEGIN
    SELECT * INTO s FROM event_segment WHERE starts_at <= moment AND moment < ends_at;
    IF NOT FOUND THEN
        s.starts_at := greatest(date_bin(length, moment, timestamptz 'epoch'), (SELECT max(ends_at) FROM event_segment WHERE ends_at <= moment));
        s.ends_at := least(date_bin(length, moment, timestamptz 'epoch') + length,
            (SELECT min(starts_at) FROM event_segment WHERE starts_at > moment));
        s.table_name := 'event_batch_' || to_char(s.starts_at AT TIME ZONE 'UTC', 'YYYYMMDD_HH24MISSMS');
        s.retired := false;
        INSERT INTO event_segment SELECT s.*;
    END IF;
    IF NOT s.retired AND NOT EXISTS (SELECT FROM pg_inherits
            WHERE inhparent = 'event_batch'::regclass AND inhrelid = to_regclass(s.table_name)) THEN
        -- rows are only ever added, and the table is dropped long before it would have to be frozen
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I (LIKE event_batch INCLUDING ALL)'
            ' WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off)', s.table_name);
        EXECUTE format('ALTER TABLE event_batch ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            s.table_name, s.starts_at, s.ends_at);
    END IF;
    RETURN s.ends_at;
END $$;

-- Makes sure that the segments for what is appended now and next exist.
CREATE FUNCTION nave_make_segments(length interval, ahead integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('nave.event_log.layout'));
    PERFORM nave_make_segment(moment, length);
    -- after the clock was set back, appends go on at the last time that was given
    moment := greatest(moment, (SELECT max(last_enqueued_at) FROM event_partition));
    FOR i IN 0 .. ahead LOOP
        moment := nave_make_segment(moment, length);
    END LOOP;
END $$;

-- Notes with which sequence number a partition enters the segment of this time. The caller holds the head row's lock.
CREATE FUNCTION nave_enter_segment(entering integer, sequence bigint, moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s event_segment;
BEGIN
    SELECT * INTO s FROM event_segment WHERE starts_at <= moment AND moment < ends_at AND NOT retired;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no segment of the event log holds %', moment USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO event_segment_start VALUES (entering, s.starts_at, sequence) ON CONFLICT DO NOTHING;
    UPDATE event_partition SET segment_ends_at = s.ends_at WHERE partition = entering;
END $$;

-- Appends batches, each (partition, count, body), ordered by partition. One statement, so that the commit is part of the same
-- round trip and a replica that is paused holds no lock. A batch number that was committed before changes nothing: the writer's
-- row is locked first, so a repetition waits for a commit that is still under way. Returns the first sequence number and the
-- time in milliseconds of each batch; nothing for a repetition.
CREATE FUNCTION nave_append(writer text, batch bigint, partitions integer[], counts integer[], bodies bytea[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    first bigint;
    moment timestamptz;
    segment_end timestamptz;
    result bigint[] := '{}';
BEGIN
    UPDATE event_writer SET last_batch = batch, seen_at = clock_timestamp() WHERE incarnation = writer AND last_batch < batch;
    IF NOT FOUND THEN
        IF NOT EXISTS (SELECT FROM event_writer WHERE incarnation = writer) THEN
            RAISE EXCEPTION 'the writer % of the event log is forgotten', writer USING ERRCODE = 'NV001';
        END IF;
        RETURN result;
    END IF;
    FOR i IN 1 .. cardinality(partitions) LOOP
        UPDATE event_partition
            SET next_sequence = next_sequence + counts[i],
                last_enqueued_at = greatest(last_enqueued_at, date_trunc('milliseconds', clock_timestamp()))
            WHERE partition = partitions[i]
            RETURNING next_sequence - counts[i], last_enqueued_at, segment_ends_at INTO STRICT first, moment, segment_end;
        IF moment >= segment_end THEN
            PERFORM nave_enter_segment(partitions[i], first, moment);
        END IF;
        INSERT INTO event_batch VALUES (partitions[i], first, counts[i], moment, bodies[i]);
        result := result || ARRAY[first, (extract(epoch FROM moment) * 1000)::bigint];
    END LOOP;
    RETURN result;
END $$;

-- What a partition holds: its oldest sequence number, the last one given, and when.
CREATE FUNCTION nave_partition_state(asked integer, OUT begin_sequence bigint, OUT last_sequence bigint, OUT last_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT min(first_sequence) FROM event_segment_start WHERE partition = asked), next_sequence),
        next_sequence - 1, last_enqueued_at
    FROM event_partition WHERE partition = asked
$$;

-- The batches that hold this sequence number and those after it, until there are enough events or bytes. The time bound lets
-- the planner skip the segments before; bodies that are not returned are not fetched.
CREATE FUNCTION nave_read(asked integer, from_sequence bigint, max_events integer, max_bytes bigint)
RETURNS TABLE (first_sequence bigint, count integer, enqueued_at timestamptz, body bytea) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    since timestamptz := coalesce((SELECT max(s.starts_at) FROM event_segment_start s
        WHERE s.partition = asked AND s.first_sequence <= from_sequence), '-infinity');
    first bigint := coalesce((SELECT b.first_sequence FROM event_batch b
        WHERE b.partition = asked AND b.first_sequence <= from_sequence AND b.enqueued_at >= since
        ORDER BY b.first_sequence DESC LIMIT 1), from_sequence);
    events bigint := 0;
    bytes bigint := 0;
BEGIN
    FOR first_sequence, count, enqueued_at, body IN
        SELECT b.first_sequence, b.count, b.enqueued_at, b.body FROM event_batch b
            WHERE b.partition = asked AND b.first_sequence >= first AND b.enqueued_at >= since
            ORDER BY b.first_sequence
    LOOP
        CONTINUE WHEN first_sequence + count <= from_sequence;
        RETURN NEXT;
        events := events + least(count, first_sequence + count - from_sequence);
        bytes := bytes + octet_length(body);
        EXIT WHEN events >= max_events OR bytes >= max_bytes;
    END LOOP;
END $$;

-- The first sequence number enqueued after this time, by binary search: times never go back inside a partition.
CREATE FUNCTION nave_first_after(asked integer, since timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    segment event_segment_start;
    low bigint;
    high bigint;
    middle record;
BEGIN
    SELECT * INTO segment FROM event_segment_start
        WHERE partition = asked AND starts_at <= since ORDER BY starts_at DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN (SELECT begin_sequence FROM nave_partition_state(asked));
    END IF;
    low := segment.first_sequence;
    high := coalesce(
        (SELECT min(first_sequence) FROM event_segment_start WHERE partition = asked AND starts_at > since),
        (SELECT next_sequence FROM event_partition WHERE partition = asked));
    WHILE low < high LOOP
        SELECT first_sequence, count, enqueued_at INTO STRICT middle FROM event_batch
            WHERE partition = asked AND first_sequence <= (low + high) / 2 AND enqueued_at >= segment.starts_at
            ORDER BY first_sequence DESC LIMIT 1;
        IF middle.enqueued_at > since THEN
            high := middle.first_sequence;
        ELSE
            low := middle.first_sequence + middle.count;
        END IF;
    END LOOP;
    RETURN low;
END $$;

-- Takes the segments that ended before this time out of sight of readers. Their tables are detached and dropped afterwards.
CREATE FUNCTION nave_retire_segments(before timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s event_segment;
BEGIN
    FOR s IN SELECT * FROM event_segment WHERE ends_at <= before AND NOT retired ORDER BY starts_at LOOP
        PERFORM FROM event_partition ORDER BY partition FOR UPDATE;
        UPDATE event_segment SET retired = true WHERE table_name = s.table_name;
        DELETE FROM event_segment_start WHERE starts_at = s.starts_at;
        UPDATE event_partition SET segment_ends_at = '-infinity' WHERE segment_ends_at = s.ends_at;
    END LOOP;
END $$;
