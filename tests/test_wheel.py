"""What users install: the wheel holds everything, and needs nothing of this repository."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import bugcase

REPOSITORY = Path(__file__).parents[1]
INSIDE = [
    "bugcase/deck/reveal/reveal.js",
    "bugcase/deck/reveal/LICENSE",
    "bugcase/style/fonts/BugcaseSans-Regular.ttf",
    "bugcase/style/fonts/LICENSE",
    "bugcase/deck/templates/deck.html.j2",
    "bugcase/playbook/release-halt.toml",
    "bugcase/examples/release-halt/predictions.parquet",
    "bugcase/py.typed",
]

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder)]
    subprocess.run([*pip, str(REPOSITORY)], check=True)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_templates_playbooks_reveal_fonts_and_licences(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in INSIDE if name not in names] == []
    data = "share/jupyter/notebook_templates/bugcase/release-halt.ipynb"
    assert any(name.endswith(data) for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_another_build_gives_the_same_fonts(wheel: Path) -> None:
    here = Path(bugcase.__file__).parent
    built = {path.name: path.read_bytes() for path in (here / "style" / "fonts").iterdir()}
    with zipfile.ZipFile(wheel) as packed:
        folder = zipfile.Path(packed, "bugcase/style/fonts/")
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == built


def test_the_demo_runs_from_the_wheel_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env")
    scripts = tmp_path / "env" / "bin"
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python")]
    subprocess.run([*pip, "install", "-q", "--no-compile", str(wheel)], check=True)
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def bugcase(*told: str) -> subprocess.CompletedProcess[str]:
        command = [str(scripts / "bugcase"), *told]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, cwd=tmp_path, env=bare
        )

    run = bugcase("demo", "--out", "demo")
    assert run.stdout.startswith("demo/out/slides.html\n")
    assert run.stderr.count("\n") == 1  # what the extra would have made, and how to get it
    assert run.stderr.endswith('pip install "bugcase[pptx]".\n')
    assert "between 14 and 17 more per 1,000" in (tmp_path / "demo/out/slides.html").read_text(
        encoding="utf-8"
    )
    assert "0 blockers" in bugcase("check", "demo").stdout
