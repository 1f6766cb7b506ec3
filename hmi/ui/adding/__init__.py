"""The sheet that adds a machine: an address, what was found there, a name, a place."""
