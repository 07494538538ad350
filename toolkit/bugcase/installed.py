"""Finds the examples: in the installed package, or in the source tree."""

from pathlib import Path


def folder(name: str) -> Path:
    """Find "examples", as the wheel carries them or as the source tree has them."""
    inside = Path(__file__).parent / name
    return inside if inside.is_dir() else Path(__file__).parents[2] / name
