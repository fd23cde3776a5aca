# Everything runs inside .venv, which is built here from requirements.lock: nothing to prepare but git, make and Python.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
ARGS   ?=
EXAMPLES ?= 300
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal
# The tests' files are in memory where there is such a place.
export PYTEST_DEBUG_TEMPROOT := $(wildcard /dev/shm)
# What was compiled is kept, whoever asks for the contrary: that is half of the time before the first test.
export PYTHONDONTWRITEBYTECODE :=

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help venv demo test test-all hunt lint style types floors words sizes bench lock catalogues format clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(READY) ## build .venv from requirements.lock

demo: $(READY) ## sandbox, bot and a seeded street in one process (ARGS="--port 8080")
	$(BIN)/python -m bot demo $(ARGS)

test: $(READY) ## the tests on SQLite, but for the longest (ARGS="-k …")
	@echo "On SQLite alone, and not the longest; these, PostgreSQL and the browser have their turn with: make test-all"
	$(PYTEST) -m "not long and not postgres and not browser" $(ARGS)

test-all: $(READY) ## all tests, a quarter of an hour; those without PostgreSQL or a browser here are skipped and say so (ARGS="-k …")
	$(PYTEST) -ra $(ARGS)

hunt: $(READY) ## the whole loop with other stories, and other updates, each time, for as long as it takes (EXAMPLES=300)
	WHOLE_LOOP_EXAMPLES=$(EXAMPLES) FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -q \
	    tests/models/whole_loop/test_whole_loop.py tests/bot/updates/test_any_update.py $(ARGS)

lint: style types floors words sizes ## every gate but the tests (make -k lint: all of them, whichever fails)

style: $(READY) ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## mypy
	$(BIN)/mypy

floors: $(READY) ## who may import whom
	$(BIN)/lint-imports --no-logo --cache-dir .import_linter_cache

words: $(READY) ## are the catalogues complete?
	$(BIN)/python -m tests.gates.words.catalogues

bench: $(READY) ## the benchmarks, as a table of ratios
	$(BIN)/python -m tests.bench $(ARGS)

lock: $(READY) ## write requirements.lock anew from pyproject.toml (ARGS="--upgrade")
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header $(ARGS) pyproject.toml -o requirements.lock

catalogues: $(READY) ## bring locales/ level with the messages in the code
	$(BIN)/python -m tests.gates.words.catalogues --update

sizes: $(READY) ## long files and functions
	$(BIN)/python -m tests.gates.sizes

format: $(READY) ## ruff, writing
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove what was built (.venv and caches); data/ and .env stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null \
	    || { echo "There is no $(PYTHON) here: install Python 3.11 or newer, or say where it is: make PYTHON=…" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "$(PYTHON) is $$("$(PYTHON)" -V 2>&1), Wangge needs 3.11 or newer; another one: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null \
	    || { echo "$(PYTHON) has no venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
