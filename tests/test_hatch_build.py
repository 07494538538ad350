"""What a build takes in from others: byte for byte what was reviewed, or nothing."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

HOOK = Path(__file__).parents[1] / "hatch_build.py"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", HOOK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKERS = [
    pytest.param("copy_reveal", "pyreveal", "revealjs/LICENSE", id="reveal.js"),
    pytest.param("make_fonts", "fontpkg_source_sans_3", "LICENSE", id="the typeface"),
]


@pytest.mark.parametrize(("maker", "package", "name"), MAKERS)
def test_other_bytes_are_refused_and_nothing_is_written(
    maker: str, package: str, name: str, hook: ModuleType, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    other = tmp_path / "packages" / package / name
    other.parent.mkdir(parents=True)
    other.write_bytes(b"another licence")
    (tmp_path / "packages" / package / "__init__.py").write_text("raise SystemExit('it ran')")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    make: Callable[[Path], None] = getattr(hook, maker)
    with pytest.raises(RuntimeError, match=r"LICENSE: expected SHA-256 .*; found 3cc22b00"):
        make(tmp_path / "root")
    other.unlink()
    with pytest.raises(RuntimeError, match="found no such file"):
        make(tmp_path / "root")
    assert not (tmp_path / "root").exists()
    assert package not in sys.modules


@pytest.mark.parametrize(("maker", "package", "name"), MAKERS)
def test_a_missing_package_is_told_with_the_way_to_get_it(
    maker: str, package: str, name: str, hook: ModuleType, tmp_path: Path,  # noqa: ARG001  (of `MAKERS`)
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    make: Callable[[Path], None] = getattr(hook, maker)
    with pytest.raises(RuntimeError, match=r"found none\. Fix: build with isolation"):
        make(tmp_path / "root")
    assert not (tmp_path / "root").exists()
