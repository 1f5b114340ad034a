SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run chat test training lint types format bench bench-nlu lock clean distclean

help: ## what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## prepare what is missing, then serve on PORT (8000)
	@scripts/serve

chat: ## the same, in the terminal
	@scripts/serve chat

test: ## lint, types, import contract, training data, all tests; ARGS= goes to pytest
	@scripts/test $(ARGS)

training: ## train a model from the console, let it into use and go back, in a browser: minutes
	@scripts/setup dev && scripts/browser && ZHENGWEN_TRAIN=1 .venv/bin/python -m pytest tests/browser/test_console_training.py $(ARGS)

lint: ## ruff and the import contract
	@scripts/setup dev && scripts/check lint imports

types: ## mypy
	@scripts/setup dev && scripts/check types

format: ## let ruff format the code and sort the imports
	@scripts/setup dev && .venv/bin/python -m ruff check --fix -q . && .venv/bin/python -m ruff format -q .

bench: ## side by side with the stock Rasa pipeline, into docs/performance.md; ARGS=--skip-train-stock saves an hour
	@scripts/setup dev && .venv/bin/python -m benchmarks.compare --write docs/performance.md $(ARGS)

bench-nlu: ## understanding alone, side by side with stock, into docs/quality.md; ARGS=--skip-train-stock saves most of an hour
	@scripts/setup dev && .venv/bin/python -m benchmarks.nlu --write docs/quality.md $(ARGS)

lock: ## resolve the requirements anew
	@scripts/lock

clean: ## remove models and caches; the database stays
	rm -rf models .rasa results .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find bot tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## and the environment
	rm -rf .venv
