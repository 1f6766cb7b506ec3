"""How long the history keeps what it has: makes room, tier by tier and signal by signal, and forecasts the disk."""
