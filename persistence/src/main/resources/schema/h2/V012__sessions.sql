-- A login is a session: each refresh replaces its token. A used token stays until it would have expired,
-- so that its second use is seen for what it is: somebody has a copy.
ALTER TABLE refresh_token ADD COLUMN IF NOT EXISTS session_id VARCHAR(64);
ALTER TABLE refresh_token ADD COLUMN IF NOT EXISTS begun_at TIMESTAMP(6) WITH TIME ZONE;
ALTER TABLE refresh_token ADD COLUMN IF NOT EXISTS created_at TIMESTAMP(6) WITH TIME ZONE;
ALTER TABLE refresh_token ADD COLUMN IF NOT EXISTS used_at TIMESTAMP(6) WITH TIME ZONE;
UPDATE refresh_token SET session_id = SUBSTRING(token_hash FROM 1 FOR 36), begun_at = CURRENT_TIMESTAMP, created_at = CURRENT_TIMESTAMP
  WHERE session_id IS NULL;
CREATE INDEX IF NOT EXISTS refresh_token_session_idx ON refresh_token (session_id);

-- Access that ended before its tokens do.
CREATE TABLE IF NOT EXISTS access_revocation (
  kind VARCHAR(16) NOT NULL,
  name VARCHAR(200) NOT NULL,
  revoked_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  until_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (kind, name)
);
CREATE INDEX IF NOT EXISTS access_revocation_until_idx ON access_revocation (until_at);
