"""Keeps what arrives while the database is away, in a file of this computer, until the database has it."""
