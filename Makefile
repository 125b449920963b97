# Two commands matter: `make run` starts the whole product, `make test` proves it.
# See CONTRIBUTING.md for the others.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
UV_VERSION := 0.13.9
BESIDE ?= 3# tests side by side: most of them wait for a server or a browser
UV := .tools/bin/uv
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport VIRTUAL_ENV PYTHONPATH

.PHONY: help proxy run serve test rehearse rehearse-fuzz rehearse-edge rehearse-kill rehearse-private check check-python check-frontend format frontend types lock wheel browser bench clean

help: ## what each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

.tools/uv-$(UV_VERSION):
	@bash scripts/need.sh venv
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.ready: .tools/uv-$(UV_VERSION) locks/dev.txt pyproject.toml hatch_build.py
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes locks/dev.txt
	PALABRE_SKIP_FRONTEND=1 $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

frontend/node_modules/.ready: .venv/.ready frontend/package.json frontend/package-lock.json
	cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

FRONTEND_SOURCES := $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts frontend/vite.console.config.ts frontend/twins.js -type f 2>/dev/null)
src/palabre/web/static/.vite/manifest.json: frontend/node_modules/.ready $(FRONTEND_SOURCES)
	cd frontend && npm run --silent build
	@touch $@

frontend: src/palabre/web/static/.vite/manifest.json ## build the pages' scripts and styles

run: .venv/.ready frontend ## start the whole product on this machine, with a test wallet
	$(BIN)/palabre demo

browser: ## install what the browser tests need (Debian's Chromium)
	@bash scripts/need.sh browser

proxy: ## install what the tests of opening need (Debian's nginx and systemd)
	@bash scripts/need.sh proxy

check: check-python check-frontend ## formats, types, lint, layers

check-python: .venv/.ready
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache >.tools/imports.log || (cat .tools/imports.log; exit 1)

check-frontend: frontend/node_modules/.ready
	cd frontend && npm run --silent check

format: .venv/.ready frontend/node_modules/.ready ## rewrite files in the house style
	$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .
	cd frontend && npm run --silent format

types: .venv/.ready ## regenerate what is made from code and tables: wire, bounds, rules, the browser's table of links
	$(BIN)/python scripts/wire.py --write
	$(BIN)/python scripts/bounds.py --write
	$(BIN)/python scripts/rules.py --write
	$(BIN)/python scripts/link_table.py --write

weights: .venv/.ready ## learn the weights of rules/tables/any again from the rows of tests/vectors (LEFT_OUT=4: only tell what would be found)
	$(UV) run --quiet --no-project --python 3.11 --with scikit-learn==1.9.1 --with-requirements locks/run.txt --with-editable . \
		python scripts/weigh.py $(if $(LEFT_OUT),--left-out $(LEFT_OUT))

test: .venv/.ready browser proxy frontend check ## everything: checks, front end, server, browser journeys
	cd frontend && npm test --silent
	@# A journey of the browser that failed beside others is played again alone: docs/decisions/0098.
	PALABRE_CI=1 $(BIN)/pytest -q -n $(BESIDE) --dist worksteal || PALABRE_CI=1 $(BIN)/python scripts/again.py $$?

rehearse: rehearse-fuzz rehearse-edge rehearse-kill rehearse-private ## what takes longer than a test run may: hunts, crowds, kills

FUZZED := parser decoder
FUZZED_PROOFS := cbor proof token trusted_list
rehearse-fuzz: .venv/.ready
	for target in $(FUZZED); do $(BIN)/python tests/fuzz/hunt.py $$target 60 || exit 1; done
	for target in $(FUZZED_PROOFS); do $(BIN)/python tests/fuzz/age_hunt.py $$target 60 || exit 1; done

rehearse-edge: .venv/.ready
	PALABRE_CI=1 $(BIN)/pytest -q -m long tests/domain tests/hostile

rehearse-kill: .venv/.ready ## twenty seeded runs of a server killed at random (SEED=n repeats them)
	PYTHONPATH=tests $(BIN)/python -m kill.rehearse $(if $(SEED),--seed $(SEED))

rehearse-private: .venv/.ready browser frontend ## private conversations at full size: groups, pages closed, ten minutes of a crowd
	cd frontend && VITE_GROUPS=15 VITE_STEPS=40 VITE_TURNS=20 npx vitest run src/sealed
	PALABRE_CI=1 $(BIN)/pytest -q -m long tests/browser

bench: .venv/.ready $(if $(QUICK),,frontend) ## measure beside baselines, on a quiet machine (QUICK=1, PART=name); writes docs/performance.md
	$(BIN)/python -m bench $(if $(QUICK),--scale quick) $(if $(PART),--part $(PART))

lock: .tools/uv-$(UV_VERSION) ## renew the hash-pinned lock files (they carry no address)
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra fast --extra lists pyproject.toml -o locks/run.txt --custom-compile-command "make lock"
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra fast --extra lists --group dev pyproject.toml -o locks/dev.txt --custom-compile-command "make lock"

wheel: .venv/.ready ## dist/palabre-*.whl, front end inside
	$(UV) build --quiet --wheel --no-build-isolation --python $(BIN)/python

clean: ## remove what the commands made, and keep ./var
	rm -rf .tools .venv dist frontend/node_modules src/palabre/web/static .mypy_cache .ruff_cache .pytest_cache .hypothesis
