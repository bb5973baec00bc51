-- How endpoints are doing, kept with their cursors so that every replica sees it and a restart forgets nothing:
--
--   attempted_at    when something was last sent, or was to be
--   delivered_at    when the endpoint last took something
--   failed_at       when it last did not, and last_error why
--   failing_since   since when it has taken nothing at all; null when its last attempt went well

ALTER TABLE outbox_cursor
    ADD COLUMN attempted_at  timestamptz,
    ADD COLUMN delivered_at  timestamptz,
    ADD COLUMN failed_at     timestamptz,
    ADD COLUMN failing_since timestamptz,
    ADD COLUMN last_error    text NOT NULL DEFAULT '';
