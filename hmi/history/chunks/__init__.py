"""Sealed chunks: the observations of one number signal and one hour, packed into few bytes."""
