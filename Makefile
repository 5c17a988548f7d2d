.PHONY: setup check test
PY ?= python3
.venv/.ready: pyproject.toml constraints.txt
	$(PY) -m venv .venv
	.venv/bin/pip install -q -c constraints.txt -e ".[dev,train]"
	touch $@
setup: .venv/.ready
check: setup
	.venv/bin/ruff check bot/acts.py bot/domain
	.venv/bin/mypy bot/domain bot/acts.py
test: setup
	.venv/bin/pytest
