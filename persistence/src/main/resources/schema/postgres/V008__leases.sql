-- Rights that one process has for a time, by the clock of this database. The epoch grows with each new holder.
CREATE TABLE IF NOT EXISTS lease (
  name VARCHAR(100) PRIMARY KEY,
  owner VARCHAR(200) NOT NULL,
  epoch BIGINT NOT NULL,
  expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
