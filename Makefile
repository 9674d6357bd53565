# Every command a person needs; `make` alone checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
ADDRESS ?= 127.0.0.1
DEMO_DB := sqlite:///data/local/demo.db

.DEFAULT_GOAL := all
.PHONY: all run demo test e2e lint fmt migrate check-db bench fuzz soak pins

all: lint test

# The environment of the app: made anew whenever the pins change.
$(VENV)/run.stamp: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@touch $@

# The same with what tests and checks need.
$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	@touch $@

# Start the app on http://127.0.0.1:8501 (ADDRESS=0.0.0.0 for the office network); the first visit creates the administrator.
run: $(VENV)/run.stamp
	$(BIN)/python manage.py init
	$(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

# The same with an invented, full edition in a database of its own; prints the demo accounts.
demo: $(VENV)/run.stamp
	@rm -f data/local/demo.db data/local/demo.db-wal data/local/demo.db-shm
	DATABASE_URL=$(DEMO_DB) FILES_DIR=data/local/demo-files $(BIN)/python manage.py demo
	DATABASE_URL=$(DEMO_DB) FILES_DIR=data/local/demo-files $(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

# All tests; says which could not run and how to get what is missing.
test: $(VENV)/dev.stamp
# In the order of the folders: by size, the few long tests of some files would come last, one process alone with them.
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not fuzz and not soak and not browser"
# No Chromium (exit 5) is said above, not failed.
	$(BIN)/python -m pytest tests/e2e -n auto --dist loadfile -m browser || test $$? -eq 5

# The journeys in a real browser alone.
e2e: $(VENV)/dev.stamp
	$(BIN)/python -m pytest tests/e2e -m browser

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

# Bring the database to the newest schema; safe to repeat.
migrate: $(VENV)/run.stamp
	$(BIN)/python manage.py init

# Invariants, log and stored files.
check-db: $(VENV)/run.stamp
	$(BIN)/python manage.py verify

# Speed and memory as ratios; half an hour, not part of the tests. Fails when a target is missed.
bench: $(VENV)/dev.stamp
	@missed=0; for one in reading package assignment selection severity dashboard full_round scoring reviewers; do \
		$(BIN)/python -m tests.bench.$$one || missed=1; done; exit $$missed

# Long random runs of the readers.
fuzz: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -s -m fuzz

# Hundreds of killed processes and crowds of writers, on both databases; about half an hour, with its figures.
soak: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -s -m soak

# New exact pins from the .in files.
pins: $(VENV)/dev.stamp
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt
