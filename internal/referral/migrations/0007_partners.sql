-- What partners' visitors and servers searched, as counts of a day and nothing
-- else. Each process of the service has rows of its own and writes what it has
-- counted since it began: written twice, it counts once, and several add up.

CREATE TABLE partner_days (
  day      TEXT   NOT NULL,
  partner  TEXT   NOT NULL,
  writer   TEXT   NOT NULL,
  searches BIGINT NOT NULL,
  nobody   BIGINT NOT NULL,
  PRIMARY KEY (day, partner, writer)
);
