"""The wall: what every machine on the floor is doing, at a glance."""
