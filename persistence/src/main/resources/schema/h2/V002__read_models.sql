-- The system's event history as readers query it; written by the projection of the journal's
-- "event-log". journal_seq is the journal row that brought the event: where to resume.
CREATE TABLE IF NOT EXISTS system_event (
  seq BIGINT PRIMARY KEY,
  journal_seq BIGINT NOT NULL,
  occurred_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  event_type VARCHAR(100) NOT NULL,
  source VARCHAR(100) NOT NULL,
  severity VARCHAR(16) NOT NULL,
  severity_level SMALLINT NOT NULL,
  correlation_id VARCHAR(200) NOT NULL,
  data CLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS system_event_type_idx ON system_event (event_type, seq);
CREATE INDEX IF NOT EXISTS system_event_source_idx ON system_event (source, seq);
CREATE INDEX IF NOT EXISTS system_event_severity_idx ON system_event (severity_level, seq);
CREATE INDEX IF NOT EXISTS system_event_time_idx ON system_event (occurred_at, seq);
CREATE INDEX IF NOT EXISTS system_event_correlation_idx ON system_event (correlation_id, seq);

-- One row per run of a workflow, written before the run begins.
CREATE TABLE IF NOT EXISTS workflow_run (
  workflow_id VARCHAR(200) PRIMARY KEY,
  workflow VARCHAR(64) NOT NULL,
  state VARCHAR(32) NOT NULL,
  open BOOLEAN NOT NULL,
  requested_by VARCHAR(200) NOT NULL,
  started_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP(6) WITH TIME ZONE,
  idempotency_key VARCHAR(200) UNIQUE,
  request_hash VARCHAR(200) NOT NULL
);
CREATE INDEX IF NOT EXISTS workflow_run_open_idx ON workflow_run (open, started_at);
CREATE INDEX IF NOT EXISTS workflow_run_started_idx ON workflow_run (started_at, workflow_id);
