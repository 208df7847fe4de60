# Two commands suffice: `make demo` and `make test`. Both make the virtual environment by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_QUIET ?= --quiet --progress-bar on --disable-pip-version-check
export FEEDBACK_AI_HOME ?= $(CURDIR)/.feedback-ai
PORT ?= 8000
OUT ?= $(FEEDBACK_AI_HOME)/trained/bundle
CHECKPOINTS ?= $(FEEDBACK_AI_HOME)/trained/checkpoints
START ?= models/feedback-bilingual
DEMO_STORE := sqlite:///$(FEEDBACK_AI_HOME)/demo/demo.sqlite

.DEFAULT_GOAL := help
.PHONY: help demo serve test check format docs train build clean

help: ## show the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

demo: $(VENV)/.runtime ## read the sample and print what its customers say
	@$(BIN)/feedback-ai demo

serve: $(VENV)/.runtime ## start the overview page and the HTTP API on the store of the demonstration (PORT=8000)
	@FEEDBACK_AI_DATABASE_URL="$(DEMO_STORE)" FEEDBACK_AI_ROUTING="$(CURDIR)/data/sample/routing.toml" \
	  FEEDBACK_AI_JOURNEY="$(CURDIR)/data/sample/journey.toml" $(BIN)/feedback-ai serve --port $(PORT)

test: $(VENV)/.dev ## run the whole suite
	@$(BIN)/python -m pytest -n 2

check: $(VENV)/.dev ## formatting, lint, types, import law, spelling, generated docs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/codespell
	@$(BIN)/python docs/generate.py --check

format: $(VENV)/.dev ## format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## write the generated pages anew
	@$(BIN)/python docs/generate.py
	@$(BIN)/python docs/ingest_tables.py
	@$(BIN)/python docs/api_tables.py
	@$(BIN)/python docs/redaction_tables.py
	@$(BIN)/python docs/topics_tables.py
	@$(BIN)/python docs/gap_tables.py

train: $(VENV)/.dev ## train the model bundle on (DATA=directory with annotation/ and data/; START=bundle, OUT=, CHECKPOINTS=)
	@test -n "$(DATA)" || { echo "error: say where the texts are: make train DATA=DIR (DIR holds annotation/ and data/)"; exit 2; }
	@$(BIN)/python -m pip install -c constraints.txt -e '.[dev,training,encoder]' $(PIP_QUIET)
	@$(BIN)/python -m training train --source "$(DATA)" --bundle "$(OUT)" --checkpoints "$(CHECKPOINTS)" \
	  $(if $(START),--start "$(START)")

build: $(VENV)/.dev ## make wheel and sdist under dist/
	@$(BIN)/python -m build

clean: ## remove the environment and the demonstration's data
	rm -rf $(VENV) .feedback-ai dist

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) is missing; install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: $$($(PYTHON) --version) is too old; Python 3.11 or newer is needed (make PYTHON=python3.12 ...)."; exit 1; }
	@echo "Making the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "error: cannot make a virtual environment; on Debian: apt install python3-venv"; exit 1; }

$(VENV)/.runtime: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing (some 2 GB the first time; a few minutes) ..."
	@$(BIN)/python -m pip install -c constraints.txt -e . $(PIP_QUIET) || \
	  { echo "error: the installation failed; is a package index reachable? (pip config list)"; exit 1; }
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@echo "Installing the tools for tests and checks ..."
	@$(BIN)/python -m pip install -c constraints.txt -e '.[dev,training]' $(PIP_QUIET) || \
	  { echo "error: the installation failed; is a package index reachable? (pip config list)"; exit 1; }
	@touch $@
