-- Version 1: the log of what happened, and what is kept beside it.
PRAGMA application_id = 0x476f4d61; -- "GoMa"

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  n    INTEGER PRIMARY KEY,
  id   BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  last INTEGER NOT NULL DEFAULT 0 -- the highest number of its events that is here
) STRICT;

CREATE TABLE curriculum (
  n  INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

-- Appended, never changed: the triggers below hold it. seq is the order in which the rows came into this file.
CREATE TABLE event (
  seq        INTEGER PRIMARY KEY,
  id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  curriculum INTEGER NOT NULL REFERENCES curriculum,
  device     INTEGER NOT NULL REFERENCES device,
  number     INTEGER NOT NULL CHECK (number > 0), -- in that device
  ms         INTEGER NOT NULL,                    -- UTC
  offset     INTEGER NOT NULL,                    -- minutes that local time was ahead
  kind       TEXT NOT NULL,
  lesson     TEXT,
  data       TEXT NOT NULL,                       -- JSON, as in the export
  sum        INTEGER NOT NULL                     -- checksum of all of the above but seq
) STRICT;

CREATE INDEX event_note ON event (curriculum, seq) WHERE kind = 'note';

CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN
  SELECT RAISE(ABORT, 'events are never deleted');
END;
CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN
  SELECT RAISE(ABORT, 'events are never changed');
END;

-- Where the reader stands: state, not history.
CREATE TABLE position (
  curriculum INTEGER PRIMARY KEY REFERENCES curriculum,
  state      TEXT NOT NULL, -- JSON
  ms         INTEGER NOT NULL
) STRICT;

-- What follows from the log up to a seq, so that a start need not read years of it. May be deleted at any time.
CREATE TABLE snapshot (
  curriculum INTEGER NOT NULL REFERENCES curriculum,
  name       TEXT NOT NULL,
  upto       INTEGER NOT NULL,
  sum        INTEGER NOT NULL,
  data       BLOB NOT NULL,
  PRIMARY KEY (curriculum, name)
) STRICT;
