"""Trend charts: how signals went, over the state and the program of their machine."""
