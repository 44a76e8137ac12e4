-- Codes printed for offices. A code is kept hashed, opens one office once, and
-- ends by itself.

CREATE TABLE office_codes (
  hash    TEXT   NOT NULL PRIMARY KEY,
  npi     BIGINT NOT NULL,
  name    TEXT   NOT NULL,
  office  TEXT   NOT NULL,
  made_by TEXT   NOT NULL,
  made    BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used    BIGINT NOT NULL
);
CREATE INDEX office_codes_npi ON office_codes (npi);
