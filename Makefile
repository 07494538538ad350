# Everything sets itself up: Python 3.11 and make are enough.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq
PYTEST := $(BIN)/python -m pytest -q -rs
# a file stays with one worker, which builds once what its tests share; tests/conftest.py
# puts long ones first
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder
export TZ = UTC
export LC_ALL = C.UTF-8
export PYTHONHASHSEED = 0
# the tests start many interpreters, which would each compile the package again
unexport PYTHONDONTWRITEBYTECODE
# each core has its worker already; threads of a product of matrices would only wait for one
test quick: export OMP_NUM_THREADS = 1

.PHONY: help demo lab test quick lint walk office bench clean

help: ## show what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/installed ## build the example: demo/out/slides.html and what goes with it
	@echo "building the example into demo/: half a minute"
	@$(BIN)/bugcase demo --out demo

lab: .venv/installed ## open JupyterLab on a fresh case: my-case/
	@test -d my-case || $(BIN)/bugcase new release-halt my-case
	$(BIN)/jupyter lab my-case/release-halt.ipynb

test: .venv/tested ## run every test, in a real browser too
	@CHROME="$$(sh tests/find_chrome.sh)" && export CHROME && \
		echo "running every test: about ten minutes on two cores" && $(PYTEST) $(PARALLEL)

quick: .venv/tested ## run what needs no browser, Java, kernel or whole example
	@$(PYTEST) $(PARALLEL) -m "$$(cat tests/quick)" --hypothesis-profile=quick

lint: .venv/tested ## check style, types and doc strings
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check . && $(BIN)/mypy
	@$(BIN)/mypy examples/ceo-report/make_data.py

walk: .venv/tested ## run the examples' notebooks and keep what they show
	@CHROME="$$(sh tests/find_chrome.sh)" && export CHROME && $(BIN)/python examples/walk.py

office: .venv/tested ## install an office program as root on Debian, and test slides.pptx in it
	@sh tests/find_office.sh && $(PYTEST) -m office

bench: .venv/tested ## measure speed and memory beside other tools
	$(BIN)/python tests/benchmarks/run.py

clean: ## remove what was installed and built here
	rm -rf .venv demo my-case toolkit/bugcase/deck/reveal toolkit/bugcase/style/fonts

.venv/installed: pyproject.toml hatch_build.py
	@echo "installing bugcase and what it needs into .venv: about a minute"
	@$(PYTHON) -m venv .venv
	@$(PIP) --upgrade pip
	@$(PIP) -e '.[pptx]'
	@touch $@

.venv/tested: .venv/installed
	@echo "installing what the tests need, PySpark among it: one to three minutes"
	@$(PIP) -e '.[examples,pptx]' --group test --group lint
	@touch $@
