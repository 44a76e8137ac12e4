-- What a desk needs of its store: no question of it reads all cases.

DROP INDEX cases_created;
CREATE INDEX cases_span ON cases (created, reference, outcome, how, agent);
DROP INDEX cases_follow_up;
CREATE INDEX cases_due ON cases (follow_up, created, reference)
  WHERE follow_up <> '' AND outcome IN ('open', 'appointment_set', 'caller_will_call', 'practice_no_answer');
ALTER TABLE corrections ADD COLUMN phone TEXT NOT NULL DEFAULT '';
CREATE INDEX corrections_npi ON corrections (npi, status);

-- When a job last looked at the clock, and since when the clock goes evenly.
CREATE TABLE marks (
  name   TEXT   NOT NULL PRIMARY KEY,
  looked BIGINT NOT NULL,
  since  BIGINT NOT NULL
);
