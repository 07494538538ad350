"""The version that evidence is stamped with."""

__version__ = "0.1.0"
