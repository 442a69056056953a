-- What happened to the versions of strategies: appended, never changed. number: 1 and on for each strategy.
CREATE TABLE IF NOT EXISTS strategy_event (
  strategy VARCHAR(60) NOT NULL,
  number BIGINT NOT NULL,
  manifest VARCHAR(120) NOT NULL,
  content CLOB NOT NULL,
  at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (strategy, number)
);
