-- The roster: attestations and reviews, which are only ever added. Both take
-- their numbers from one clock, whose row a transaction that adds holds to its
-- end: so they become visible in the order of their numbers.

CREATE TABLE roster_clock (
  name TEXT   NOT NULL PRIMARY KEY,
  seq  BIGINT NOT NULL
);
INSERT INTO roster_clock (name, seq) VALUES ('roster', 0);

CREATE TABLE attestations (
  seq         BIGINT NOT NULL PRIMARY KEY,
  id          TEXT   NOT NULL UNIQUE,
  npi         BIGINT NOT NULL,
  name        TEXT   NOT NULL,
  offices     TEXT   NOT NULL,
  claim       TEXT   NOT NULL,
  value       TEXT   NOT NULL,
  channel     TEXT   NOT NULL,
  said_by     TEXT   NOT NULL,
  said_on     TEXT   NOT NULL,
  source_on   TEXT   NOT NULL,
  recorded_by TEXT   NOT NULL,
  recorded_at BIGINT NOT NULL,
  batch       TEXT   NOT NULL,
  supersedes  TEXT   NOT NULL
);
CREATE INDEX attestations_npi ON attestations (npi);
CREATE INDEX attestations_batch ON attestations (batch);

CREATE TABLE reviews (
  seq         BIGINT NOT NULL PRIMARY KEY,
  attestation TEXT   NOT NULL REFERENCES attestations (id),
  reviewer    TEXT   NOT NULL,
  verdict     TEXT   NOT NULL,
  reason      TEXT   NOT NULL,
  at          BIGINT NOT NULL,
  UNIQUE (attestation, verdict)
);
