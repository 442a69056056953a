-- Where in the desk's journal each order ended; written by a projection of "trading-desk". Creation as
-- nanoseconds since 1970, by which and by the name orders are paged through.
CREATE TABLE IF NOT EXISTS order_end (
  client_order_id VARCHAR(100) COLLATE "C" PRIMARY KEY,
  created_ns BIGINT NOT NULL,
  symbol VARCHAR(64) NOT NULL,
  status VARCHAR(32) NOT NULL,
  correlation_id VARCHAR(200) NOT NULL,
  journal_seq BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS order_end_created_idx ON order_end (created_ns, client_order_id);
CREATE INDEX IF NOT EXISTS order_end_symbol_idx ON order_end (symbol, created_ns);
CREATE INDEX IF NOT EXISTS order_end_correlation_idx ON order_end (correlation_id, created_ns);
CREATE INDEX IF NOT EXISTS order_end_journal_idx ON order_end (journal_seq);
