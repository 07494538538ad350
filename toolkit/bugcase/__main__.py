"""``python -m bugcase`` is the command line."""

from bugcase.cli import main

main()
