"""Backups of the store, and what is done about a store that is damaged."""
