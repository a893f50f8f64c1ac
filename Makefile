# Needs Python 3.11 or newer with pip, and make. All else comes from the hashed lock files into .venv.
# Behind a mirror, or with a folder of wheels, pip and uv take their usual environment variables.

PYTHON = $(shell for p in python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
PEOPLE := 500000
UPGRADE :=
PEERS :=
SIZES :=
SECONDS := 3600
N :=
NIGHTS := 30

BIN := .venv/bin
UV := $(BIN)/uv pip
INSTALL := $(UV) install --quiet --python $(BIN)/python
# Compiled once here: where Python may or would write no bytecode (a read-only installation, a service, a container, a
# variable of the account), each command would otherwise compile all that it imports anew.
SYNC := $(INSTALL) --compile-bytecode --require-hashes --only-binary :all:
COMPILED := $(BIN)/python -m compileall -q data matchers pipelines policies reports schemas
LOCK := $(UV) compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)

# No test, demo or benchmark tells anybody that it ran.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-cluster demo test fuzz kills landings living schedule lint format docs bench bench-ledger bench-city bench-peers sbom lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: .venv/setup.stamp ## make .venv from the lock files, and .venv/bin/hedui

setup-cluster: .venv/cluster.stamp ## add to .venv what a night on a Dask cluster takes, and dask itself

demo: setup ## make and match a synthetic district (PEOPLE=500000)
	$(BIN)/hedui demo --people $(PEOPLE)

# Two at a time: most tests wait for programs that they start, and for each other's processor as little as can be.
# What sends SIGINT is in the first half: a shell lets its background jobs, and all that they start, ignore it.
# Each half has a folder of its own: in the usual one, two that end together clean up under each other's hands. It stays
# where a test failed.
FIRST_HALF := $(addprefix tests/,browser data faults flows matchers operations reports schemas)
OTHER_HALF := $(filter-out $(FIRST_HALF) %__pycache__,$(patsubst %/,%,$(wildcard tests/*/)))

test: setup ## run every test (those in tests/browser need chromium, soffice and pdftotext, and say so)
	temp=$$(mktemp -d) || exit 1; \
	$(BIN)/python -m pytest -p no:cacheprovider --basetemp=$$temp/other $(OTHER_HALF) & other=$$!; \
	$(BIN)/python -m pytest --basetemp=$$temp/first $(FIRST_HALF); code=$$?; \
	wait $$other || code=$$?; [ $$code != 0 ] || rm -rf "$$temp" || true; exit $$code

fuzz: setup ## read spoilt files for SECONDS (3600), keep those that no reader stands
	$(BIN)/python -m tests.faults.fuzz --seconds $(SECONDS)

kills: setup ## kill N (50) nights at random moments, and hold what is left to what must stand
	$(BIN)/python -m tests.faults.killed --kills $(or $(N),50)

landings: setup ## run nights on N (30) spoilt landings, and on every extract cut short
	nice $(BIN)/python -m tests.faults.spoilt_landings --landings $(or $(N),30)

schedule: setup ## serve nights while the clock jumps, then NIGHTS (30), one a minute, while what serves and runs them is killed
	$(BIN)/python -m tests.flows.clock_jumps
	$(BIN)/python -m tests.flows.scheduled --nights $(NIGHTS)

living: setup ## let a district live NIGHTS (30) nights through the product, people working off what it finds
	$(BIN)/python -m tests.pipelines.lived --nights $(NIGHTS)

lint: setup ## rules, format, types, import directions, generated docs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m schemas.dictionary --check docs/data-dictionary.md
	$(BIN)/python -m pipelines.cli.documents --check

format: setup ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: setup ## write the generated parts of the documents
	$(BIN)/python -m schemas.dictionary docs/data-dictionary.md
	$(BIN)/python -m pipelines.cli.documents
	$(BIN)/python -m pipelines.cli.sample_settings

bench: setup ## time the night against its floor
	$(BIN)/python -m benchmarks.night

bench-ledger: setup ## time the night with ten years of clues and without
	$(BIN)/python -m benchmarks.ledger

bench-city: .venv/cluster.stamp .venv/bench.stamp ## time nights of cities, here and on Dask workers, and Splink beside them (SIZES=...)
	$(BIN)/python -m benchmarks.city $(SIZES)

bench-peers: .venv/bench.stamp ## link a roster beside Splink (PEERS=--city: a city's too)
	$(BIN)/python -m benchmarks.peers $(PEERS)

sbom: .venv/sbom.stamp ## list what is installed in production, with hashes and licences, into dist/
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application \
		--output-reproducible --output-file dist/sbom.cdx.json
	$(BIN)/python packaging/licences.py requirements.lock dist/licences.csv

lock: $(BIN)/uv ## write the lock files (UPGRADE=--upgrade takes newer releases)
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra demo -c requirements.lock -o requirements-demo.lock
	$(LOCK) --group dev -c requirements-demo.lock -o requirements-dev.lock
	$(LOCK) pyproject.toml --extra cluster -c requirements-demo.lock -c requirements-dev.lock -o requirements-cluster.lock
	$(LOCK) --group setup -c requirements.lock -c requirements-dev.lock -o requirements-setup.lock
	$(LOCK) --group bench -c requirements-demo.lock -c requirements-dev.lock -o requirements-bench.lock
	$(LOCK) --group sbom -c requirements-demo.lock -c requirements-dev.lock -o requirements-sbom.lock

clean: ## remove .venv and caches, never a workspace
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# uv comes into .venv by pip, from its own lock, and brings the rest.
$(BIN)/uv:
	@test -n "$(PYTHON)" || { echo "hedui needs Python 3.11 or newer on the PATH (or make PYTHON=...)" >&2; exit 1; }
	$(PYTHON) -m venv --without-pip .venv
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --force-reinstall \
		--require-hashes --only-binary :all: -r requirements-setup.lock

.venv/setup.stamp: pyproject.toml requirements-demo.lock requirements-dev.lock requirements-setup.lock | $(BIN)/uv
	$(SYNC) -r requirements-demo.lock -r requirements-dev.lock -r requirements-setup.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	$(COMPILED)
	@touch $@

.venv/cluster.stamp: requirements-cluster.lock .venv/setup.stamp
	$(SYNC) -r requirements-cluster.lock
	@touch $@

.venv/sbom.stamp: requirements-sbom.lock .venv/setup.stamp
	$(SYNC) -r requirements-sbom.lock
	@touch $@

.venv/bench.stamp: requirements-bench.lock .venv/setup.stamp
	$(SYNC) -r requirements-bench.lock
	@touch $@
