"""The machine page: everything about one machine, live and over the day."""
