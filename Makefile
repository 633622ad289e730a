# `make demo` shows Carrefour with example projects; `make test` runs every check and test,
# `make test-postgresql` the tests of what touches a database on PostgreSQL,
# `make test-opensearch` those of what searches on OpenSearch.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: demo test test-postgresql test-opensearch setup check lint types contracts audit scan image clean

demo: setup
	$(BIN)/carrefour demo --port $(PORT)

test: setup check
	$(BIN)/pytest -n auto

# Once more what touches a database, on a PostgreSQL that is there for the tests alone.
test-postgresql: setup
	$(BIN)/python -m tests.postgresql $(BIN)/pytest -n auto $(SOME)

# Once more what searches, on an OpenSearch that is there for the tests alone; it needs Java 21.
test-opensearch: setup
	$(BIN)/python -m tests.opensearch $(BIN)/pytest -n auto tests/search tests/pipeline/test_answering.py \
		tests/operation/test_moving_search.py tests/web/test_understood.py tests/web/test_suggestions.py \
		tests/web/test_exports.py tests/api/test_walking.py

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

# The demonstration, attacked by a scanner of its own environment: its libraries are not ours.
scan: setup $(VENV)-scan/.ready
	$(BIN)/python -m checks.scan $(VENV)-scan/bin/wapiti

$(VENV)-scan/.ready:
	$(PYTHON) -m venv $(VENV)-scan
	$(VENV)-scan/bin/pip install --quiet --disable-pip-version-check wapiti3==3.2.3
	touch $@

# The image of the containers, by Docker, Podman or Buildah, whichever is there (IMAGE_WITH: what else it is told).
BUILDER ?= $(firstword $(foreach name,docker podman buildah,$(shell command -v $(name) 2>/dev/null)))

image:
	$(BUILDER) build --file deploy/Containerfile --tag carrefour \
		--build-arg REVISION="$$(git rev-parse HEAD)" $(IMAGE_WITH) .

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
	rm -rf $(VENV) $(VENV)-scan node_modules carrefour/web/static/dist
