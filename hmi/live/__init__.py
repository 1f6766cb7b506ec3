"""What every machine says right now: latest values, states, health of the links."""
