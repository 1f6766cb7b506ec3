"""The history: what every machine reported and was doing, kept in one store that one process writes."""
