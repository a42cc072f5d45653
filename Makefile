# Two commands do all the set-up: `make review` and `make test`.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
OUT ?= review

.PHONY: review test lint install clean

review: $(VENV)/.ready
	$(BIN)/python run_review.py review corpus/samples --out $(OUT) || test $$? -eq 1

test: $(VENV)/.ready-test lint
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

install: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e .
	touch $@

# torch is pinned first: an unpinned torch brings several gigabytes of CUDA packages.
$(VENV)/.ready-test: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m pip install --quiet -e ".[test,train,web]"
	touch $@

clean:
	rm -rf $(VENV) $(OUT) build dist *.egg-info
