-- Devices are known by a hash, for each account that signed in on them. Wrong
-- passwords are counted in memory, by who tries: failures and locked_until of
-- accounts say nothing any more. They stay for replicas of the version before,
-- which run on beside new ones during an upgrade.

CREATE TABLE devices (
  token     TEXT   NOT NULL,
  account   TEXT   NOT NULL REFERENCES accounts (name),
  last_used BIGINT NOT NULL,
  PRIMARY KEY (token, account)
);
CREATE INDEX devices_account ON devices (account);
