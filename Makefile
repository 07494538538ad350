# Everything sets itself up: Python 3.11 and make are enough.
PYTHON ?= python3
BIN := .venv/bin
export TZ = UTC
export LC_ALL = C.UTF-8
export PYTHONHASHSEED = 0

.PHONY: help demo lab test lint walk bench clean

help: ## show what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/installed ## build the example: demo/out/slides.html and what goes with it
	@$(BIN)/bugcase demo --out demo

lab: .venv/installed ## open JupyterLab on a fresh case: my-case/
	@test -d my-case || $(BIN)/bugcase new release-halt my-case
	$(BIN)/jupyter lab my-case/release-halt.ipynb

test: .venv/tested ## run every test, in a real browser too
	@CHROME="$$(sh tests/find_chrome.sh)" && export CHROME && $(BIN)/python -m pytest -n 2 -q

lint: .venv/tested ## check style, types and doc strings
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/mypy examples/ceo-report/make_data.py

walk: .venv/tested ## run the examples' notebooks and keep what they show
	@CHROME="$$(sh tests/find_chrome.sh)" && export CHROME && $(BIN)/python examples/walk.py

bench: .venv/tested ## measure speed and memory beside other tools
	$(BIN)/python tests/benchmarks/run.py

clean: ## remove what was installed and built here
	rm -rf .venv demo my-case toolkit/bugcase/deck/reveal toolkit/bugcase/style/fonts

.venv/installed: pyproject.toml hatch_build.py
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --upgrade pip
	@$(BIN)/python -m pip install -q -e '.[pptx]'
	@touch $@

.venv/tested: .venv/installed
	@$(BIN)/python -m pip install -q -e '.[examples,pptx]' --group test --group lint
	@touch $@
