"""Shopfloor HMI: a desktop program that shows a machine shop what every machine is doing, why, and since when."""

__version__ = "0.1.0"
