//! Whole-store tests: the states of a file, concurrency, backups, restore.
