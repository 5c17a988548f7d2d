# Everything sets itself up in .venv: `make install`, `make run`, `make test`, `make check`, `make bench`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: install run test check bench train texts clean
.DEFAULT_GOAL := run

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,train]"
	touch $@

install: $(READY)

run: $(READY)
	@if [ -f config.yaml ]; then $(BIN)/palier run; else $(BIN)/palier chat; fi

test: $(READY)
	$(BIN)/pytest --cov --cov-report=term

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -m "not slow"

bench: $(READY)
	$(BIN)/python -m tests.bench --markdown docs/benchmarks.md

train: $(READY)
	$(BIN)/python -m bot.intent.training

# Bring the translations up to date with the texts in the code; then translate what is new.
texts: $(READY)
	$(BIN)/pybabel extract --keywords t --keywords count:1,2 --output /tmp/palier.pot bot adapters handlers
	$(BIN)/pybabel update --domain palier --input-file /tmp/palier.pot --output-dir bot/texts/locales --no-fuzzy-matching

clean:
	rm -rf .venv .venv-synapse dist build .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
