"""The history in a PostgreSQL database, for a shop that outgrows one computer."""
