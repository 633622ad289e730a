# `make demo` shows Carrefour with example projects; `make test` runs every check and test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: demo test setup check lint types contracts audit clean

demo: setup
	$(BIN)/carrefour demo --port $(PORT)

test: setup check
	$(BIN)/pytest -n auto

check: lint types contracts

lint:
	$(BIN)/ruff format --check carrefour tests benchmarks clients checks
	$(BIN)/ruff check carrefour tests benchmarks clients checks

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

# Known holes of what we build on; tells which service cannot be reached (checks/exceptions.yml).
audit: setup
	$(BIN)/python -m checks.audit

CATALOGUES := $(shell find carrefour -name django.po)

setup: $(VENV)/.ready node_modules/.ready carrefour/web/static/dist/.ready $(CATALOGUES:.po=.mo)

$(VENV)/.ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

node_modules/.ready: package-lock.json
	npm ci --no-audit --no-fund --silent
	touch $@

carrefour/web/static/dist/.ready: node_modules/.ready $(wildcard frontend/*)
	npm run --silent build
	touch $@

%.mo: %.po $(VENV)/.ready
	$(BIN)/pybabel --quiet compile -i $< -o $@

clean:
	rm -rf $(VENV) node_modules carrefour/web/static/dist
