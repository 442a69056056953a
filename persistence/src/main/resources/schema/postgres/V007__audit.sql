-- The audit chain. Rows are only ever added; each hashes the one before (docs/audit.md).
CREATE TABLE IF NOT EXISTS audit_entry (
  seq BIGINT PRIMARY KEY,
  entry_id VARCHAR(200) NOT NULL UNIQUE,
  occurred_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  kind VARCHAR(32) NOT NULL,
  action VARCHAR(200) NOT NULL,
  subject VARCHAR(200) NOT NULL,
  address VARCHAR(200) NOT NULL,
  node VARCHAR(200) NOT NULL,
  target VARCHAR(200) NOT NULL,
  before_value TEXT NOT NULL,
  after_value TEXT NOT NULL,
  outcome VARCHAR(200) NOT NULL,
  correlation_id VARCHAR(200) NOT NULL,
  previous_hash VARCHAR(64) NOT NULL,
  hash VARCHAR(64) NOT NULL
);
CREATE INDEX IF NOT EXISTS audit_entry_kind_idx ON audit_entry (kind, seq);
CREATE INDEX IF NOT EXISTS audit_entry_subject_idx ON audit_entry (subject, seq);
CREATE INDEX IF NOT EXISTS audit_entry_action_idx ON audit_entry (action, seq);
CREATE INDEX IF NOT EXISTS audit_entry_target_idx ON audit_entry (target, seq);
CREATE INDEX IF NOT EXISTS audit_entry_correlation_idx ON audit_entry (correlation_id, seq);
CREATE INDEX IF NOT EXISTS audit_entry_time_idx ON audit_entry (occurred_at, seq);

-- Kept signatures: up to seq the chain was this.
CREATE TABLE IF NOT EXISTS audit_checkpoint (
  seq BIGINT PRIMARY KEY,
  hash VARCHAR(64) NOT NULL,
  signed_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  key_id VARCHAR(100) NOT NULL,
  signature VARCHAR(200) NOT NULL
);

-- One row, locked by whoever appends: the signed end, and the last system event in the chain.
CREATE TABLE IF NOT EXISTS audit_head (
  id SMALLINT PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash VARCHAR(64) NOT NULL,
  event_seq BIGINT NOT NULL,
  signed_at TIMESTAMP(6) WITH TIME ZONE,
  key_id VARCHAR(100) NOT NULL,
  signature VARCHAR(200) NOT NULL
);
INSERT INTO audit_head (id, seq, hash, event_seq, key_id, signature)
  SELECT 1, 0, '0000000000000000000000000000000000000000000000000000000000000000', 0, '', ''
  WHERE NOT EXISTS (SELECT 1 FROM audit_head);
