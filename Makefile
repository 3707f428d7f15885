# What a person types. Everything that is missing is set up first; what is done is skipped.
#   MODEL=md|sm    the spaCy model (md finds more, sm is smaller)
#   PYTHON=3.13    the Python of a new environment (default: 3.13 or 3.12 if installed, else 3.11 or newer)
#   VENV=.venv     the environment
#   ARGS=...       further arguments for `make demo` and `make test`
MODEL ?= md
PYTHON ?=
VENV ?= .venv
ARGS ?=

BOOTSTRAP = python3 deploy/local/bootstrap.py --venv $(VENV) $(if $(PYTHON),--python $(PYTHON))

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format lock clean

help: ## show this
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16
	@echo "  variables: MODEL=md|sm  PYTHON=3.x  VENV=.venv  ARGS=..."

setup: ## make the environment: packages, spaCy model, embedded broker, Prism
	@$(BOOTSTRAP) --model $(MODEL)

demo: setup ## see the whole job on sample articles
	@$(VENV)/bin/dateline demo --model en_core_web_$(MODEL) $(ARGS)

test: setup ## run the tests
	@$(VENV)/bin/python -m pytest $(ARGS)

check: ## lint, formatting and types
	@$(BOOTSTRAP) --model none --no-parts
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

format: ## format the code
	@$(BOOTSTRAP) --model none --no-parts
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

lock: ## take the newest versions into constraints.txt
	@python3 deploy/local/bootstrap.py --lock

clean: ## remove the environments and what tools left here (the cache of built parts stays)
	rm -rf .venv .venv-* .demo .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
