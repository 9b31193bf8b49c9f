PYTHON ?= python3 # 3.11 or newer; everything runs in a virtual environment of its own
BIN := .venv/bin
DB := build/demo.db
SQL := SELECT thread_title, author_name, posted_at FROM post_details WHERE author_name IS NOT NULL LIMIT 5
# All that is no core: it is covered by tests that run the whole program.
SHELLS := */__main__.py,*/archive/*,*/cli/*,*/db/*,*/export/*,*/fetch/*,*/load/*,*/query/*,*/serve/*,*/sources/*,*/web/*
run = @printf '\n$$ %s\n' '$(1)'; $(BIN)/$(1)

.PHONY: help setup demo test bench check fix accept docs
help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1: /p' Makefile
setup: .venv/ready ## make .venv with the program and all that its tests need
.venv/ready: pyproject.toml constraints.txt
	@echo 'Installing into .venv; this takes about a minute.'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --upgrade pip --constraint constraints.txt
	$(BIN)/python -m pip install -qq --editable . --group dev --constraint constraints.txt
	@touch $@
demo: setup ## load the made-up pages of fixtures/ and look at them
	@mkdir -p build && rm -f $(DB) $(DB)-wal $(DB)-shm
	$(call run,wetpaint-import load fixtures/*/ --db $(DB)) || test $$? -eq 1
	@printf '\n(Exit code 1 is right here: some of these pages are broken or foreign on purpose.)\n'
	$(call run,wetpaint-import status --db $(DB)) || test $$? -eq 1
	$(call run,wetpaint-import show "crumb gummy" --db $(DB))
	$(call run,wetpaint-import search clock --limit 3 --db $(DB))
	$(call run,sqlite-utils query $(DB) "$(SQL)" --table)
	@printf '\nNext: load pages of your own, `%s load PATH`; README.md tells more.\n' $(BIN)/wetpaint-import
test: setup ## run the tests
	$(BIN)/python -m pytest
bench: setup ## measure speed and memory beside a naive script, and of search; PAGES="2000 20000" adds sizes
	cd tests && ../$(BIN)/python -m bench.run_bench $(PAGES) && ../$(BIN)/python -m bench.bench_search
check: setup ## everything that must pass: lint, format, types, layers, tests with the core covered whole
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/lint-imports
	$(BIN)/python -m pytest --cov --cov-report= && $(BIN)/coverage report --omit '$(SHELLS)' --fail-under 100
fix: setup ## repair what lint and format can repair
	$(BIN)/ruff check --fix ; $(BIN)/ruff format
accept: setup ## rewrite the expected.json of fixtures/ from what the parser reads now; review the diff
	$(BIN)/python tests/accept_fixtures.py
docs: setup ## regenerate the documents that are made from code and fixtures
	$(BIN)/python tests/make_docs.py && $(BIN)/python tests/make_fidelity.py
