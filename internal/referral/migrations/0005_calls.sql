-- Calls, call backs and the audit; cases that name their state, whom they are
-- handed to, whom to ask, and what became of one that was mistyped.

ALTER TABLE cases ADD COLUMN state    TEXT   NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN assigned TEXT   NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN ask      BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN remarks  TEXT   NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN voided   TEXT   NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN merged   TEXT   NOT NULL DEFAULT '';

DROP INDEX cases_span;
CREATE INDEX cases_span ON cases (created, reference, outcome, how, agent, voided);
DROP INDEX cases_due;
CREATE INDEX cases_due ON cases (follow_up, created, reference)
  WHERE follow_up <> '' AND outcome IN ('open', 'appointment_set', 'caller_will_call', 'practice_no_answer') AND voided = '';
CREATE INDEX cases_origin ON cases (origin, created);

-- A call has no caller: when, how long, in which language, from which state and
-- how it ended.
CREATE TABLE calls (
  agent     TEXT    NOT NULL,
  id        TEXT    NOT NULL,
  began     BIGINT  NOT NULL,
  ended     BIGINT  NOT NULL,
  wrapup    TEXT    NOT NULL,
  language  TEXT    NOT NULL,
  state     TEXT    NOT NULL,
  filters   TEXT    NOT NULL,
  found     INTEGER NOT NULL,
  reference TEXT    NOT NULL,
  PRIMARY KEY (agent, id)
);
CREATE INDEX calls_span ON calls (ended, wrapup, agent, language, began);
CREATE INDEX calls_unmet ON calls (ended, state, filters) WHERE wrapup = 'unmet_need';

CREATE TABLE callbacks (
  id        TEXT   NOT NULL PRIMARY KEY,
  created   BIGINT NOT NULL,
  agent     TEXT   NOT NULL,
  due       BIGINT NOT NULL,
  reason    TEXT   NOT NULL,
  reference TEXT   NOT NULL,
  language  TEXT   NOT NULL,
  assigned  TEXT   NOT NULL,
  done      BIGINT NOT NULL,
  done_by   TEXT   NOT NULL
);
CREATE INDEX callbacks_open ON callbacks (due, id) WHERE done = 0;
CREATE INDEX callbacks_created ON callbacks (created);

-- Who did what with accounts, sessions and exports.
CREATE TABLE audit (
  id      TEXT   NOT NULL PRIMARY KEY,
  at      BIGINT NOT NULL,
  account TEXT   NOT NULL,
  deed    TEXT   NOT NULL,
  subject TEXT   NOT NULL
);
CREATE INDEX audit_at ON audit (at, id);
