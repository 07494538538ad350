"""The desk: forms in a notebook, and the slides that follow them."""

from bugcase.desk.desk import Desk

__all__ = ["Desk"]
