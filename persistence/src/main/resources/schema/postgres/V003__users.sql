-- People and programs that may log in. Passwords as Argon2id strings, refresh tokens by hash.
CREATE TABLE IF NOT EXISTS app_user (
  name VARCHAR(64) PRIMARY KEY,
  roles VARCHAR(200) NOT NULL,
  password_hash VARCHAR(200) NOT NULL,
  enabled BOOLEAN NOT NULL,
  created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE TABLE IF NOT EXISTS refresh_token (
  token_hash VARCHAR(128) PRIMARY KEY,
  user_name VARCHAR(64) NOT NULL,
  expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  CONSTRAINT fk_refresh_token_user FOREIGN KEY (user_name)
    REFERENCES app_user (name) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS refresh_token_user_idx ON refresh_token (user_name, expires_at);
CREATE INDEX IF NOT EXISTS refresh_token_expiry_idx ON refresh_token (expires_at);
