"""Brings reveal.js into the package when it is built.

The deck is one HTML file that makes no request, so reveal.js must be on the
user's disk.  Its files are not committed here: they come out of `pyreveal`, a
build requirement that carries the published files of reveal.js 6, and are
checked byte for byte against the checksums below.
"""

import hashlib
import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DESTINATION = Path("toolkit", "bugcase", "deck", "reveal")

CHECKSUMS = {
    "LICENSE": "b2883e4b610bfa1b4d8fff84c4d4b825cc7d553cbd9fec4777c04068a2859dc0",
    "dist/reveal.js": "3fb84c30d2e610dd598843d75a123ef2c4dbc588847cda86cd8c7a61e18ddb6b",
    "dist/reveal.css": "64e6203ee2048665c9f49c368f345fb3d7f936c404934162c70369a7682f388f",
    "dist/plugin/notes.js": "946159680c70354c665dbf4f3c9023a737d8b14b48c6c9af452553717a046729",
}


def copy_reveal(root: Path) -> None:
    """Copy reveal.js out of the installed `pyreveal` into the package under `root`.

    Raises
    ------
    RuntimeError
        Where pyreveal is missing, or carries other bytes than the pinned ones.
        Nothing is written in either case.
    """
    # find_spec reads no code of pyreveal: a file that fails its checksum has not run either
    spec = importlib.util.find_spec("pyreveal")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(
            "reveal.js: expected the package pyreveal in the build environment; found none. "
            "Fix: build with isolation (pip does), or pip install pyreveal==1.0.0."
        )
    source = Path(spec.submodule_search_locations[0], "revealjs")
    contents = {name: _checked(source / name, CHECKSUMS[name]) for name in CHECKSUMS}
    destination = root / DESTINATION
    destination.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (destination / Path(name).name).write_bytes(content)


def _checked(path: Path, sha256: str) -> bytes:
    content = path.read_bytes() if path.is_file() else b""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise RuntimeError(
            f"{path}: expected SHA-256 {sha256}; found {found if content else 'no such file'}. "
            "Fix: build with pyreveal==1.0.0, or review the new reveal.js and pin it "
            "in hatch_build.py."
        )
    return content


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel, and before an editable one; a source distribution needs no copy."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  (hatchling's signature)
        """Copy reveal.js where the wheel's `artifacts` pick it up."""
        if self.target_name == "wheel":
            copy_reveal(Path(self.root))
