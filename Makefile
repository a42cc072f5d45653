# Two commands do all the set-up: `make review` and `make test`.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
OUT ?= review

.PHONY: review test lint install audit sbom wheel offline image clean

review: $(VENV)/.ready
	$(BIN)/python run_review.py review corpus/samples --out $(OUT) || test $$? -eq 1

test: $(VENV)/.ready-test lint
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r pipeline -ll

install: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e .
	touch $@

# torch is pinned first: an unpinned torch brings several gigabytes of CUDA packages.
$(VENV)/.ready-test: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m pip install --quiet -e ".[test,train,ray,web,notebooks]"
	touch $@

# Known vulnerabilities of what is installed (needs a network), and the bill of materials (CycloneDX).
audit: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/pip-audit -r requirements.lock --no-deps --disable-pip

sbom: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet cyclonedx-bom
	$(BIN)/cyclonedx-py requirements requirements.lock --of JSON -o sbom.json

wheel: $(VENV)/.ready-test
	$(BIN)/python -m build --wheel --outdir dist .

# What the image is built from without a network: wheels of the lock, our own wheel, Debian packages.
offline: wheel
	$(BIN)/python -m pip download --quiet --only-binary=:all: --require-hashes -r requirements.lock -d offline/wheels
	cp dist/*.whl offline/wheels
	sh .ci/fetch-debs offline/debs

image: offline
	docker build --network=none -t rasoat -f Containerfile .

clean:
	rm -rf $(VENV) $(OUT) build dist offline sbom.json *.egg-info
