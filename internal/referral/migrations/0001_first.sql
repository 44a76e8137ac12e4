-- One set of statements for SQLite and PostgreSQL: times are milliseconds since
-- 1970 UTC, dates and JSON are text, identities are made by the program.

CREATE TABLE accounts (
  name         TEXT    NOT NULL PRIMARY KEY,
  role         TEXT    NOT NULL,
  password     TEXT    NOT NULL,
  disabled     INTEGER NOT NULL,
  failures     INTEGER NOT NULL,
  locked_until BIGINT  NOT NULL,
  created      BIGINT  NOT NULL
);

CREATE TABLE sessions (
  token     TEXT   NOT NULL PRIMARY KEY,
  account   TEXT   NOT NULL REFERENCES accounts (name),
  created   BIGINT NOT NULL,
  last_seen BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account);

CREATE TABLE cases (
  reference   TEXT    NOT NULL PRIMARY KEY,
  created     BIGINT  NOT NULL,
  changed     BIGINT  NOT NULL,
  version     INTEGER NOT NULL,
  agent       TEXT    NOT NULL,
  language    TEXT    NOT NULL,
  origin_kind TEXT    NOT NULL,
  origin      TEXT    NOT NULL,
  filters     TEXT    NOT NULL,
  surgeons    TEXT    NOT NULL,
  how         TEXT    NOT NULL,
  outcome     TEXT    NOT NULL,
  follow_up   TEXT    NOT NULL,
  note        TEXT    NOT NULL,
  idempotency TEXT    NOT NULL,
  UNIQUE (agent, idempotency)
);
CREATE INDEX cases_created ON cases (created);
CREATE INDEX cases_agent ON cases (agent, created);
CREATE INDEX cases_follow_up ON cases (follow_up);

CREATE TABLE case_surgeons (
  reference TEXT   NOT NULL REFERENCES cases (reference),
  npi       BIGINT NOT NULL,
  PRIMARY KEY (reference, npi)
);
CREATE INDEX case_surgeons_npi ON case_surgeons (npi);

CREATE TABLE case_events (
  reference TEXT    NOT NULL REFERENCES cases (reference),
  seq       INTEGER NOT NULL,
  at        BIGINT  NOT NULL,
  agent     TEXT    NOT NULL,
  changes   TEXT    NOT NULL,
  PRIMARY KEY (reference, seq)
);

CREATE TABLE corrections (
  id          TEXT   NOT NULL PRIMARY KEY,
  created     BIGINT NOT NULL,
  npi         BIGINT NOT NULL,
  zip5        TEXT   NOT NULL,
  kind        TEXT   NOT NULL,
  detail      TEXT   NOT NULL,
  reporter    TEXT   NOT NULL,
  status      TEXT   NOT NULL,
  decided     BIGINT NOT NULL,
  decided_by  TEXT   NOT NULL,
  reason      TEXT   NOT NULL,
  override    TEXT   NOT NULL
);
CREATE INDEX corrections_status ON corrections (status, created);
