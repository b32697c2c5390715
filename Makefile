# Every command of this repository. They need Python 3.11 or newer and nothing else that is not in the lock files.

BIN := .venv/bin
READY := .venv/.ready
READY_TO_TEST := .venv/.ready-to-test
# Pyright runs on Node: the machine's own, else the one that the Playwright wheel brings.
PLAYWRIGHT_NODE := $(BIN)/python -c 'import pathlib, playwright; print(pathlib.Path(playwright.__file__).parent / "driver")'
AS_ROOT := $(if $(filter-out 0,$(shell id -u)),sudo)

# Compiled once and kept, whatever the machine's habit: a start takes half the time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run demo test quick golden check deep proofs bench format messages lock sbom pictures browser clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Set up .venv with what runs, and start nothing

run: $(READY) ## Start the bot
	@$(BIN)/peersupport run

demo: $(READY) ## Start the playground with invented people
	@$(BIN)/peersupport demo

test: $(READY_TO_TEST) ## Run every test, on two processes
	@$(BIN)/pytest -n 2

QUICK = tests/rules tests/engine tests/language tests/settings tests/store/test_codec.py
GOLDEN = tests/platforms/slack/test_render.py tests/platforms/teams/test_render.py tests/platforms/teams/test_render_dialogs.py \
	tests/platforms/web/test_render.py tests/platforms/web/test_gallery.py

quick: $(READY_TO_TEST) ## Rules, engine, language, settings and renderings
	@$(BIN)/pytest -n 2 -m 'not slow and not postgres' $(QUICK) $(GOLDEN)

golden: $(READY_TO_TEST) ## Write every golden file and drawn page again; read the difference
	@PEERSUPPORT_UPDATE=1 $(BIN)/pytest -q -p no:randomly $(GOLDEN) tests/platforms/teams/test_manifest.py \
		tests/engine/test_diagram.py tests/engine/test_law_pages.py tests/engine/test_rights.py tests/engine/test_disclosure_print.py \
		tests/settings/test_policy_file.py tests/settings/test_presets.py
	@git --no-pager diff --stat

check: $(READY_TO_TEST) ## Format, lint, types, import boundaries and our own rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PATH="$$PATH:$$($(PLAYWRIGHT_NODE))" $(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/pytest tests/rules

deep: $(READY_TO_TEST) ## Run a proof at its deep count, at most half an hour: make deep PART=T5; again to go on
	@test -n "$(PART)" || { echo 'Which one? make deep PART=T5; docs/proofs.md lists them.' >&2; exit 2; }
	@$(BIN)/python -m tests.proofs deep $(PART)

proofs: $(READY_TO_TEST) ## Write docs/proofs.md from what the proofs recorded
	@$(BIN)/python -m tests.proofs page

bench: $(READY_TO_TEST) ## Measure
	@$(BIN)/python -m bench.run

format: $(READY_TO_TEST) ## Format, and repair what the linter can repair
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(READY) ## Collect every sentence for the translators
	$(BIN)/pybabel --quiet extract -F babel.cfg --no-default-keywords -k say -k say_count:1,2 --no-location --sort-output \
		--no-wrap --project=peersupport -o bot/locale/peersupport.pot adapters bot
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
		-D peersupport -l fr -i bot/locale/peersupport.pot -d bot/locale

PIN = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command 'make lock' --quiet

lock: ## Pin every dependency again, with hashes: what runs, and what tests it
	@test -x $(BIN)/uv || { python3 -m venv .venv && $(BIN)/python -m pip install --quiet uv; }
	$(PIN) --upgrade --group build --output-file requirements.lock
	$(PIN) --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock

sbom: $(READY_TO_TEST) ## List what runs, as CycloneDX, in dist/sbom.cdx.json
	@$(BIN)/python docs/sbom.py dist/sbom.cdx.json
	@echo 'Written to dist/sbom.cdx.json.'

pictures: $(READY_TO_TEST) ## Draw all that Slack and Teams show, to be looked at, in dist/pictures
	@$(BIN)/python docs/images/slack.py dist/pictures
	@$(BIN)/python docs/images/teams.py dist/pictures
	@echo 'Written to dist/pictures.'

browser: ## Install the browser that the browser tests drive
	@if command -v chromium chromium-browser google-chrome >/dev/null; then \
		echo 'There is a browser already.'; \
	elif command -v apt-get >/dev/null; then \
		$(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -y -qq --no-install-recommends chromium; \
	else \
		echo 'Install Chromium or Google Chrome and put it on the PATH.' >&2; exit 1; \
	fi

clean: ## Remove the virtual environment and everything generated
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov build dist *.egg-info
	find adapters bot store tests -name __pycache__ -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@for python in python3.13 python3.12 python3.11 python3; do \
		if $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Setting up .venv with $$($$python --version); the first time takes a moment."; \
			exec $$python -m venv .venv; \
		fi; \
	done; \
	echo 'Python 3.11 or newer with its venv module is needed.' >&2; \
	echo '  Debian, Ubuntu: apt-get install python3 python3-venv' >&2; \
	echo '  macOS:          brew install python@3.13' >&2; \
	exit 1
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(READY_TO_TEST): $(READY) requirements-dev.lock
	@echo 'Installing what the tests need; the first time takes a minute or two.'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
