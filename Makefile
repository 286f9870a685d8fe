# The two commands that a newcomer needs:  make brand   and   make test
#
# Both make a private environment in .venv first; nothing outside this folder is changed.
# Another Python:  make PYTHON=python3.12 test      Chinese results:  make brand lang=zh

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
lang ?= en
rounds ?= 10
# A font list of another environment may name files that are gone; this one is private.
export MPLCONFIGDIR := $(abspath $(VENV))/matplotlib
BRAND := runs/brand$(if $(filter-out en,$(lang)),-$(lang))

.DEFAULT_GOAL := help
.PHONY: help brand check test verify bench lock clean

help:
	@echo "make brand    install into .venv and reproduce the brand-game analysis"
	@echo "make test     everything that CI runs: lint, types, tests, the installed wheel"
	@echo "make check    the quick part: lint, types, fast tests"
	@echo "make verify   100,000 games per shape against the exact solver, then all tests again and"
	@echo "              again with fresh random examples: rounds=10"
	@echo "make bench    timings against other solvers, side by side"
	@echo "make lock     renew constraints.txt from the newest releases"
	@echo "make clean    remove .venv and everything that was made"

brand: $(VENV)/.installed
	$(BIN)/vcgame reproduce brand --lang $(lang) --to $(BRAND)
	@echo
	@echo "The analysis in words, with tables and figures: $(abspath $(BRAND))/README.md"

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 2 -m "not slow"

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 2 --cov --cov-report=term:skip-covered

verify: $(VENV)/.dev
	VCGAME_GAMES=100000 $(BIN)/python -m pytest -q -n 2 tests/solve/test_kernel_batch.py \
	  tests/solve/test_trio_batch.py
	for round in $$(seq $(rounds)); do \
	  VCGAME_HYPOTHESIS=fresh $(BIN)/python -m pytest -q -n 2 tests || exit 1; done

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py --readme README.md
	$(BIN)/python benchmarks/frontier.py
	$(BIN)/python benchmarks/conditions.py
	$(BIN)/python benchmarks/dynamics.py
	$(BIN)/python benchmarks/many.py
	$(BIN)/python benchmarks/symmetric.py

lock:
	rm -rf .lock-venv
	$(PYTHON) -m venv .lock-venv
	.lock-venv/bin/python -m pip install --quiet --only-binary pygambit -e '.[dev,peers,fonts]'
	{ echo "# Exact versions for a repeatable environment; renewed by: make lock"; \
	  .lock-venv/bin/python -m pip freeze --exclude-editable; } > constraints.txt
	rm -rf .lock-venv

clean:
	rm -rf $(VENV) .lock-venv build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "vcgame needs Python 3.11 or later as $(PYTHON); name another: make PYTHON=python3.12 ..."; \
	  exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$(PYTHON) cannot make an environment; on Debian: apt install python3-venv"; exit 2; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(PIP) --constraint constraints.txt --only-binary pygambit --editable '.[dev,peers]'
	@touch $@
