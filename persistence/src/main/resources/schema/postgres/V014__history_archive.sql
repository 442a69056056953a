-- Histories of ended workflows and orders that left event_journal: one gzip for each.
CREATE TABLE IF NOT EXISTS history_archive (
  persistence_id VARCHAR(255) PRIMARY KEY,
  last_seq BIGINT NOT NULL,
  archived_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  history BYTEA NOT NULL
);

-- Looked at and, if it had a history in the journal, moved.
ALTER TABLE workflow_run ADD COLUMN IF NOT EXISTS archived BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE order_end ADD COLUMN IF NOT EXISTS archived BOOLEAN DEFAULT FALSE NOT NULL;
CREATE INDEX IF NOT EXISTS workflow_run_to_archive_idx ON workflow_run (ended_at) WHERE NOT archived AND NOT open;
CREATE INDEX IF NOT EXISTS order_end_to_archive_idx ON order_end (created_ns) WHERE NOT archived;
