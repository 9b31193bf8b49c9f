"""The archive's SQLite file: opened, migrated, written, and read back into the core's values."""
