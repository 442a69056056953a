-- The one row that the health probe writes: a database that answers but takes nothing any more is not well.
CREATE TABLE IF NOT EXISTS database_probe (
  id INT PRIMARY KEY,
  written_ns BIGINT NOT NULL
);
INSERT INTO database_probe (id, written_ns) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM database_probe);
