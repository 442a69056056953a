-- Alerts, how far the event log was judged, and what channels are still to be told.
CREATE TABLE IF NOT EXISTS alert (
  alert_id VARCHAR(64) PRIMARY KEY,
  alert_key VARCHAR(400) NOT NULL,
  state VARCHAR(16) NOT NULL,
  severity SMALLINT NOT NULL,
  title VARCHAR(400) NOT NULL,
  detail VARCHAR(1200) NOT NULL,
  first_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  last_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  told_count BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  acknowledged_by VARCHAR(200),
  acknowledged_at TIMESTAMP(6) WITH TIME ZONE,
  note VARCHAR(1000) NOT NULL,
  escalations INTEGER NOT NULL,
  escalate_at TIMESTAMP(6) WITH TIME ZONE,
  told_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  resolved_at TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX IF NOT EXISTS alert_key_idx ON alert (alert_key, last_seq);
CREATE INDEX IF NOT EXISTS alert_seq_idx ON alert (last_seq);
CREATE INDEX IF NOT EXISTS alert_escalate_idx ON alert (escalate_at);

CREATE TABLE IF NOT EXISTS alert_position (
  id SMALLINT PRIMARY KEY,
  seq BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS alert_delivery (
  delivery_id VARCHAR(64) PRIMARY KEY,
  channel VARCHAR(64) NOT NULL,
  message CHARACTER VARYING(20000) NOT NULL,
  created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  due_at TIMESTAMP(6) WITH TIME ZONE,
  attempts INTEGER NOT NULL,
  last_error VARCHAR(500) NOT NULL
);
CREATE INDEX IF NOT EXISTS alert_delivery_due_idx ON alert_delivery (due_at);
