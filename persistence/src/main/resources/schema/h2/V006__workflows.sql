-- Names that a run is about, each between commas: ',AAPL,MSFT,'.
ALTER TABLE workflow_run ADD COLUMN IF NOT EXISTS symbols CLOB;
CREATE INDEX IF NOT EXISTS workflow_run_type_idx ON workflow_run (workflow, open);

-- Workflows that begin by the clock. Times are of the market's clock.
CREATE TABLE IF NOT EXISTS workflow_schedule (
  schedule_id VARCHAR(60) PRIMARY KEY,
  definition CLOB NOT NULL,
  next_at TIMESTAMP(6) WITH TIME ZONE,
  last_at TIMESTAMP(6) WITH TIME ZONE,
  last_outcome VARCHAR(500) NOT NULL
);
