"""Machines that do not exist, on the real wire."""
