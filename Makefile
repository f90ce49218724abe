# make report   sets up what is needed and makes the final report of the sample project
# make test     sets up what is needed and runs the tests
# make check    the same, and format, lint and types
# Windows without make: see README.md

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready

.PHONY: report test check all lab quarto hook clean

report: $(READY)
	@$(BIN)/leie run leie/sluttrapport

test: $(READY)
	$(BIN)/python -m pytest -q -n auto

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) test

all: $(READY)
	@$(BIN)/leie run --all

# JupyterLab, to open the notebooks
lab: $(READY)
	$(BIN)/python -m pip install -q "jupyterlab>=4.3"
	$(BIN)/jupyter lab --notebook-dir=.

# Genuine Quarto, as an alternative to the embedded engine (its installer needs the internet)
quarto: $(READY)
	$(BIN)/python -m pip install -q quarto-cli

# The environment is made once, from the lock with hashes, and again when the lock or the package changes.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V). Set PYTHON=/path/to/python."; exit 1; }
	@echo "Setting up $(VENV) from requirements.lock (a minute or two, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(MAKE) --no-print-directory hook
	@touch $(READY)

# What must not be committed is refused before each commit (.githooks/pre-commit); nothing to do where there is no git.
hook:
	@test ! -e .git || git config core.hooksPath .githooks || true

clean:
	rm -rf build data/processed .pytest_cache .mypy_cache .ruff_cache
