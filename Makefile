# Thin names for the commands that people and CI run. `make help` lists them.
SHELL = /bin/sh
PORT ?= 8000
VENV = .venv
PYTHON = $(VENV)/bin/python
UV = $(VENV)/bin/uv
# As pip does: the certificates the machine trusts, where it keeps them. An office behind an inspecting proxy reaches the registry no other way.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem),true,false)
UV_SYNC = $(UV) pip sync --quiet --python $(PYTHON) --require-hashes
DANVAN = $(VENV)/bin/danvan
WORKERS ?= 2
# Tests are handed out two by two: a worker that has a long one keeps no others waiting.
PYTEST = $(PYTHON) -m pytest -q -n $(WORKERS) --maxschedchunk 2

.PHONY: help install install-dev demo run check test test-sqlite test-postgres e2e bench bench-petitions messages map lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/stamp-base .env var/vendor/stamp $(VENV)/stamp-messages ## environment in .venv, settings in .env, styles, translations

install-dev: $(VENV)/stamp-dev .env var/vendor/stamp $(VENV)/stamp-messages

demo: install ## the demonstration world on http://127.0.0.1:$(PORT)
	@PORT=$(PORT) scripts/demo

run: install ## the product for development, restarting as files change
	@$(DANVAN) migrate --verbosity 0
	@$(DANVAN) runserver 127.0.0.1:$(PORT)

check: install-dev ## format, lint, types, the map of rooms, migrations, translations, locked packages
	@scripts/check

test: install-dev ## every check and test; what a machine lacks is skipped and said
	@MAKE="$(MAKE)" scripts/test

# Those in a browser stand on SQLite, and come last: they wait so much that they fill what the others leave of a processor.
test-sqlite: install-dev
	@echo "== tests on SQLite, then in a browser"
	@$(PYTEST)

# Tests that ask for no database say nothing of one: they ran on SQLite already, and conftest.py leaves them out.
test-postgres: install-dev
	@echo "== tests on PostgreSQL"
	@scripts/with_postgres $(PYTEST) -m "not browser"

e2e: install-dev ## the pages in a real browser
	@echo "== tests in a browser"
	@$(PYTEST) -m browser

bench: install-dev ## the national size, measured
	@scripts/with_postgres $(PYTHON) -m bench

bench-petitions: install-dev var/bench/peer/stamp ## petitions measured: beside django-helpdesk, and at a million (a quarter of an hour, 8 GB of disk)
	@scripts/with_postgres $(PYTHON) -m bench petitions

messages: install-dev ## collect the texts to translate into danvan/locale
	@$(DANVAN) messages --extract

map: install-dev ## draw docs/pictures/map.svg and docs/process.md from the code
	@$(PYTHON) scripts/draw_map.py
	@$(PYTHON) scripts/draw_process.py

lock: install-dev ## resolve the packages of pyproject.toml anew
	@scripts/lock

clean: ## remove what was made here, except var/ and .env
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build danvan.egg-info

$(VENV)/stamp-uv: requirements/uv.txt
	@scripts/make_venv $(VENV)
	@echo "== installing uv"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

# Packages for the tests include those for running: a later `make demo` does not take them away again.
$(VENV)/stamp-base: $(VENV)/stamp-uv requirements/base.txt requirements/build.txt pyproject.toml
	@echo "== installing packages (requirements/base.txt)"
	@if [ -f $(VENV)/stamp-dev ]; then $(UV_SYNC) requirements/dev.txt requirements/uv.txt; else $(UV_SYNC) requirements/base.txt requirements/uv.txt; fi
	@$(UV) pip install --quiet --python $(PYTHON) --no-deps --build-constraints requirements/build.txt --editable .
	@touch $@

$(VENV)/stamp-dev: $(VENV)/stamp-base requirements/dev.txt
	@echo "== installing tools for checks and tests (requirements/dev.txt)"
	@$(UV_SYNC) requirements/dev.txt requirements/uv.txt
	@$(UV) pip install --quiet --python $(PYTHON) --no-deps --build-constraints requirements/build.txt --editable .
	@touch $@

.env: | $(VENV)/stamp-uv
	@$(PYTHON) scripts/write_env.py

var/vendor/stamp: scripts/vendor.py package.json package-lock.json | $(VENV)/stamp-base
	@echo "== fetching styles and fonts"
	@$(PYTHON) scripts/vendor.py
	@mkdir -p var/vendor && touch $@

# The peer of the bench: an environment of its own, never a part of ours.
var/bench/peer/stamp: requirements/bench-peer.txt | $(VENV)/stamp-uv
	@echo "== installing the peer of the bench (requirements/bench-peer.txt)"
	@$(UV) venv --quiet --clear --python $(PYTHON) var/bench/peer
	@$(UV) pip sync --quiet --python var/bench/peer/bin/python --require-hashes requirements/bench-peer.txt
	@touch $@

$(VENV)/stamp-messages: $(wildcard danvan/locale/*/LC_MESSAGES/*.po) | $(VENV)/stamp-base .env
	@$(DANVAN) messages --compile
	@touch $@
