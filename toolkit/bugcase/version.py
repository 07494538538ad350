"""The version that evidence is stamped with."""

__all__ = ["__version__"]

__version__ = "0.1.0"
