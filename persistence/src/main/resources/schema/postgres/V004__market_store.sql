-- Bars and ticks that several nodes share. Instants as epoch milliseconds (bars) and microseconds
-- (ticks); prices as traded, so DOUBLE PRECISION as everywhere in market data.
CREATE TABLE IF NOT EXISTS market_series (
  id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source VARCHAR(40) NOT NULL,
  symbol VARCHAR(64) NOT NULL,
  timeframe VARCHAR(8) NOT NULL,
  UNIQUE (source, symbol, timeframe)
);

CREATE TABLE IF NOT EXISTS market_bar (
  series INTEGER NOT NULL REFERENCES market_series (id),
  start_ms BIGINT NOT NULL,
  open DOUBLE PRECISION NOT NULL,
  high DOUBLE PRECISION NOT NULL,
  low DOUBLE PRECISION NOT NULL,
  close DOUBLE PRECISION NOT NULL,
  volume BIGINT NOT NULL,
  adjusted DOUBLE PRECISION,
  PRIMARY KEY (series, start_ms)
);

-- Ranges that an origin answered completely.
CREATE TABLE IF NOT EXISTS market_covered (
  series INTEGER NOT NULL REFERENCES market_series (id),
  since_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS market_covered_idx ON market_covered (series, since_ms);

CREATE TABLE IF NOT EXISTS market_action (
  source VARCHAR(40) NOT NULL,
  symbol VARCHAR(64) NOT NULL,
  day DATE NOT NULL,
  kind VARCHAR(16) NOT NULL,
  value DOUBLE PRECISION NOT NULL
);
CREATE INDEX IF NOT EXISTS market_action_idx ON market_action (symbol, day);

-- A tick is known by series, day in New York (days since 1970) and the vendor's number.
CREATE TABLE IF NOT EXISTS market_tick (
  series INTEGER NOT NULL REFERENCES market_series (id),
  day INTEGER NOT NULL,
  tick_id BIGINT NOT NULL,
  at_us BIGINT NOT NULL,
  price DOUBLE PRECISION NOT NULL,
  size BIGINT NOT NULL,
  volume BIGINT NOT NULL,
  bid DOUBLE PRECISION NOT NULL,
  ask DOUBLE PRECISION NOT NULL,
  basis VARCHAR(1) NOT NULL,
  conditions VARCHAR(64) NOT NULL,
  PRIMARY KEY (series, day, tick_id)
);
CREATE INDEX IF NOT EXISTS market_tick_time_idx ON market_tick (series, at_us, tick_id);
