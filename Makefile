# make setup | test | check | bench | demo | cluster-demo | lock
# Everything runs from .venv, which holds exactly what requirements.lock names, hash by hash.

PYTHON ?= python3
# More arguments for pytest, e.g. make test PYTEST_ARGS="-k wheel -x"
PYTEST_ARGS ?=

DEMO_RUN = runs/demo
DEMO = .venv/bin/seedbed build scenarios/demo/request.txt --yes -o $(DEMO_RUN)

STAMP = .venv/made-from-lock
# The machine's certificates, as pip does: many networks add their own.
UV = .venv/bin/uv --quiet --system-certs

.PHONY: setup test check bench demo cluster-demo lock
.DEFAULT_GOAL = setup

setup: $(STAMP)

# A .venv that works is kept: made over by another Python it would be a mixture of both.
# uv comes by pip, pinned by its own lines of the lock; uv then brings the rest. The project itself goes in last,
# because a sync takes away whatever the lock doesn't name.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
	  || { echo "The lock has wheels for Python 3.11 to 3.14, and $(PYTHON) isn't one: make setup PYTHON=python3.12"; exit 2; }
	@echo "Making .venv from requirements.lock"
	@.venv/bin/python -c "import pip, ssl" 2> /dev/null || $(PYTHON) -m venv --clear .venv
	@awk '/^[^ #]/ {wanted = /^uv==/} wanted' requirements.lock > .venv/bootstrap.txt
	@.venv/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: \
	  --requirement .venv/bootstrap.txt
	@$(UV) pip sync --python .venv/bin/python --require-hashes --only-binary :all: requirements.lock
	@$(UV) pip install --python .venv/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

# Files in their order: by default those with fewest tests come last, and they are the long ones. Four workers for
# two cores, since half of a long test's time is waiting. Temporary files lie in memory where there is room.
test: setup
	@folder=$$(.ci/temporary) && trap 'rm -rf "$$folder"' EXIT INT TERM && \
	  TMPDIR=$$folder PYTHONDONTWRITEBYTECODE= .venv/bin/pytest -q -n 3 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/pytest -q tests/packaging/test_import_order.py

# What the engine costs and endures (40 minutes; BENCH_ARGS="--short --rows 300 --runs 1" takes five).
bench: setup
	mkdir -p runs
	.venv/bin/python -m benchmarks.engine --out runs/engine.json $(BENCH_ARGS)

demo: setup
	rm -rf $(DEMO_RUN)
	.venv/bin/seedbed models pull
	$(DEMO)

# PostgreSQL (Debian's, as a user of its own), a Chroma server, Ray's workers and the simulated endpoint, on loopback.
cluster-demo: setup
	.venv/bin/python -m benchmarks.endurance.cluster

# Resolves what pyproject.toml asks for, keeping pins that still fit (make lock UPGRADE=--upgrade renews all).
# Names no registry.
lock: setup
	$(UV) pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
	  $(UPGRADE) --generate-hashes --only-binary :all: --no-emit-index-url --no-header \
	  --output-file requirements.lock > /dev/null
