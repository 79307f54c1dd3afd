# Everything that this repository can do, by name. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help setup run test check fmt bench simulate mutants fuzz model screens lock clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

BIN := .venv/bin
PY_DIRS := shared hub solver_service tests bench scripts
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv --quiet
INSTALL := $(UV) pip install --python $(BIN)/python --require-hashes
WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts web/tsconfig.json -type f 2>/dev/null)
BENCHES := edit_latency commit solve generate rest

help: ## list these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

setup: .venv/run.stamp web/dist/index.html ## install all that `python -m hub serve` needs, the built page included

run: setup ## serve the demo at http://127.0.0.1:8000 (HUB_PORT=… for another port)
	@ROSTERHUB_DEMO=$${ROSTERHUB_DEMO:-1} LOG_LEVEL=$${LOG_LEVEL:-warning} exec $(BIN)/python -m hub serve

test: check .venv/search.stamp ## run every check and every test
	$(BIN)/python -m pytest -n auto --dist worksteal
	scripts/npm.sh test --silent

check: .venv/dev.stamp web/dist/index.html ## lint, types, import arrows, dependencies, migrations; changes nothing
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --check . ; exit 1; }
	$(BIN)/mypy $(wildcard $(PY_DIRS))
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry . --no-ansi
	$(BIN)/squawk migrations/*.sql
	scripts/npm.sh run check --silent

fmt: .venv/dev.stamp web/node_modules/.package-lock.json ## format the sources, and mend what can be mended
	$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format --quiet .
	scripts/npm.sh run fmt --silent

bench: setup .venv/dev.stamp ## measure: prints the figures and the machine
	@for name in $(BENCHES); do $(BIN)/python -m bench.$$name || exit 1; done

screens: setup .venv/dev.stamp ## take the pictures in docs/screens from a real run of the demo
	$(BIN)/python -m scripts.screens

simulate: .venv/dev.stamp ## run N simulated histories from seed FIRST on, and print the seeds that fail
	$(BIN)/python -m tests.simulation --count $(or $(N),1000) --first $(or $(FIRST),1)

mutants: .venv/dev.stamp ## plant each deliberate bug in a copy of the tree, and see the simulation find it
	$(BIN)/python -m tests.simulation.mutants

model: .venv/dev.stamp ## check the model of the commit protocol with spin (DEEP=deep: longer)
	$(BIN)/python -m scripts.model $(DEEP)

fuzz: .venv/fuzz.stamp ## run the coverage-guided fuzzer on TARGET (each, if none is named) for N seconds
	$(BIN)/python -m tests.fuzz $(TARGET) --seconds $(or $(N),20)

lock: .venv/uv.stamp ## choose versions anew within pyproject.toml, and write the lock files
	$(UV) pip compile pyproject.toml --extra solver --extra embedded --group dev --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -o locks/dev.lock
	$(UV) pip compile pyproject.toml --extra solver --extra embedded -c locks/dev.lock --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -o locks/run.lock
	$(UV) pip compile --group pyproject.toml:fuzz --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -o locks/fuzz.lock
	echo uv==$$($(BIN)/uv --version | cut -d' ' -f2) | $(UV) pip compile - --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -o locks/uv.lock

clean: ## remove what setup and tests made (your data in .data stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache web/node_modules web/dist
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/uv.stamp: locks/uv.lock scripts/venv.sh
	@PYTHON="$(PYTHON)" scripts/venv.sh

.venv/run.stamp: locks/run.lock .venv/uv.stamp
	@echo "setup: installing what the hub needs"
	@$(INSTALL) -r locks/run.lock
	@touch $@

# `make run` doesn't wait for this: the solver service compiles by itself before it takes a solve.
.venv/search.stamp: .venv/run.stamp $(wildcard solver_service/person/*.py)
	@echo "setup: compiling the search"
	@$(BIN)/python -m solver_service.warm
	@touch $@

.venv/dev.stamp: locks/dev.lock .venv/run.stamp
	@echo "setup: installing what the tests need"
	@$(INSTALL) -r locks/dev.lock
	@touch $@

.venv/fuzz.stamp: locks/fuzz.lock .venv/dev.stamp
	@echo "setup: installing the fuzzer, where there is one for this platform"
	@$(INSTALL) -r locks/fuzz.lock
	@touch $@

# Not `npm ci`: it refuses a lock file that lacks other platforms' optional packages, and not every registry carries all of them.
# The versions and hashes are the lock file's in either case, and it isn't written.
web/node_modules/.package-lock.json: web/package-lock.json .venv/run.stamp
	@echo "setup: installing what the page is built with"
	@scripts/npm.sh install --no-save --loglevel=error
	@touch $@

web/dist/index.html: web/package.json web/node_modules/.package-lock.json $(WEB_SOURCES)
	@echo "setup: building the page"
	@scripts/npm.sh run build --silent -- --logLevel warn
	@touch $@
