# make run: everything from a fresh clone to the open map. make test: everything the tests need, and the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test check format bench soak screenshots animation index requirements clean

run: index ## open the app on the seed data
	$(BIN)/python -m geo serve --port $(PORT)

test: $(VENV)/.dev index ## the tests, browser included
	sh scripts/chromium.sh
	$(BIN)/python -m pytest

check: $(VENV)/.dev ## format, lint, types, import contract, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev index ## what each stage costs, as a ratio to a named reference
	sh scripts/chromium.sh
	$(BIN)/python -m benchmarks

soak: $(VENV)/.dev index ## the store killed, filled and flipped; half an hour of scripted use (MINUTES=5 for less): nothing lost, no growth
	sh scripts/chromium.sh
	$(BIN)/python -m benchmarks.store_soak
	$(BIN)/python -m benchmarks.inputs_soak
	$(BIN)/python -m benchmarks.soak --minutes $(or $(MINUTES),30)

screenshots: $(VENV)/.dev index ## a picture of every state, into build/screenshots/
	sh scripts/chromium.sh
	$(BIN)/python scripts/screenshots.py

animation: $(VENV)/.dev index ## the film of a briefing in the README, docs/briefing.gif
	sh scripts/chromium.sh
	$(BIN)/python scripts/animation.py

index: $(VENV)/.app ## the place index, built once
	$(BIN)/python -m geo gazetteer build

requirements: $(VENV)/.dev ## compile the pinned lists from pyproject.toml
	$(BIN)/uv pip compile -q --universal --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --no-header --python-version 3.11 --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is %s; try: make PYTHON=python3.12 $(MAKECMDGOALS)" % sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.app
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@
