"""What the observations of ten minutes and of an hour come to, kept beside them as they arrive."""
