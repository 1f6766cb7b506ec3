"""The history in one SQLite file, which needs nothing but the disk."""
