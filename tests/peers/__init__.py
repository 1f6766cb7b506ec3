"""Counterparts on real sockets that the product meets in a shop and does not bring along."""
