# The commands that people and CI both run. Everything but Python 3.11+, Java 17+ and make is installed here.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

# Every crawl and every command is a process of its own: none should compile what it imports anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types imports coverage bench lock clean

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

demo: .venv/.ready ## Run the main job on local parts, then serve it (ARGS=--once to stop by itself)
	@$(BIN)/stallwatch demo $(ARGS)

test: .venv/.ready ## Run the whole test suite, on a real Elasticsearch, Redis and worker
	$(BIN)/pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder $(ARGS)

check: format-check lint types imports spelling ## Check format, lint, types, imports and spelling

.PHONY: format-check spelling
format-check: .venv/.ready
	$(BIN)/ruff format --check .

format: .venv/.ready ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: .venv/.ready ## Lint the code
	$(BIN)/ruff check .

types: .venv/.ready ## Check the types, strictly
	$(BIN)/mypy

imports: .venv/.ready ## Check that imports point down
	$(BIN)/lint-imports

# Not the rooms that hold words of five languages.
spelling: .venv/.ready
	$(BIN)/codespell core broker search workers api local demo cli docs README.md CONTRIBUTING.md CHANGELOG.md

coverage: .venv/.ready ## Run the suite and report coverage, child processes counted
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(ARGS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

bench: .venv/.ready ## Measure reading, crawling, entities, links and the pipeline beside their limits
	$(BIN)/python -m benchmarks.reading
	$(BIN)/python -m benchmarks.crawling
	$(BIN)/python -m benchmarks.entities
	$(BIN)/python -m benchmarks.links
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.pipeline

# What an image installs is what the suite ran with: each set is cut out of the whole.
SETS := beat crawler worker api setup
SUBSET := --constraint requirements.lock --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file

lock: .venv/.ready ## Resolve the dependencies again
	$(BIN)/uv pip compile --quiet pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock
	awk '/^uv==/{on=1} on&&/^    #/{exit} on' requirements.lock | sed '$$ s/ \\$$//' > requirements-bootstrap.lock
	for set in $(SETS); do $(BIN)/uv pip compile --quiet pyproject.toml --extra $$set $(SUBSET) docker/locks/$$set.lock || exit 1; done
	$(BIN)/uv pip compile --quiet --group build $(SUBSET) docker/locks/build.lock

clean: ## Remove the environment (not the data under .stallwatch)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The mark is written last, so that an interrupted installation starts anew.
.venv/.ready: pyproject.toml requirements.lock requirements-bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Stallwatch needs Python 3.11 or newer; run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing Stallwatch into .venv (about 6 GB, most of it PyTorch) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-bootstrap.lock
	@$(BIN)/uv pip sync --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@
