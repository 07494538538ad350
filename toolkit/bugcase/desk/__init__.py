"""What an analyst touches in a notebook: forms, and the slides they make."""

from bugcase.desk.desk import Desk

__all__ = ["Desk"]
