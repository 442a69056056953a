-- H2 writes its file for each renewal of a sequence, by default every 32 numbers, in the middle of the
-- transaction that asked. A crash leaves a gap of so many numbers, which every reader passes over.
ALTER TABLE event_journal ALTER COLUMN ordering SET CACHE 1000;
