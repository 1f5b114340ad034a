SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run chat test training scan lint types format bench bench-nlu fuzz faults soak sbom audit lock clean distclean

help: ## what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## prepare what is missing, then serve on PORT (8000)
	@scripts/serve

chat: ## the same, in the terminal
	@scripts/serve chat

test: ## lint, types, import contract, training data, all tests; ARGS= goes to pytest
	@scripts/test $(ARGS)

scan: ## all scripted conversations, then every table, file and log line is read for who spoke
	@scripts/setup dev && ZHENGWEN_WHOLE_SCAN=1 .venv/bin/python -m pytest -q tests/privacy

training: ## train a model from the console, let it into use and go back, in a browser: minutes
	@scripts/setup dev && scripts/browser && ZHENGWEN_TRAIN=1 .venv/bin/python -m pytest tests/browser/test_console_training.py $(ARGS)

lint: ## ruff, the formatting and the import contract
	@scripts/setup dev && scripts/check lint imports

types: ## mypy, and tsc on the widget
	@scripts/setup dev && scripts/check types widget

format: ## let ruff format the code and sort the imports
	@scripts/setup dev && .venv/bin/python -m ruff check --fix -q . && .venv/bin/python -m ruff format -q .

bench: ## side by side with the stock Rasa pipeline, into docs/performance.md; ARGS=--skip-train-stock saves an hour
	@scripts/setup dev && .venv/bin/python -m benchmarks.compare --write docs/performance.md $(ARGS)

bench-nlu: ## understanding alone, side by side with stock, into docs/quality.md; ARGS=--skip-train-stock saves most of an hour
	@scripts/setup dev && .venv/bin/python -m benchmarks.nlu --write docs/quality.md $(ARGS)

fuzz: ## every fuzz test in full, an hour of two cores (docs/security.md); the short form is in make test
	@scripts/setup dev && FUZZ=full nice .venv/bin/python -m pytest tests/fuzz -q -rA -n 2 $(ARGS)

sbom: ## the bill of materials of the lock, CycloneDX JSON, into var/sbom.cdx.json
	@scripts/setup dev && mkdir -p var && .venv/bin/python -m scripts.sbom > var/sbom.cdx.json && echo var/sbom.cdx.json

audit: ## known vulnerabilities of the lock, where the index of them can be reached
	@scripts/audit

faults: ## kill, cut off and restart it in full, into docs/reliability.md; ARGS="--scale 0.05" for less
	@scripts/setup dev && scripts/servers && .venv/bin/python -m bot train --if-changed && .venv/bin/python -m benchmarks.faults --write docs/reliability.md $(ARGS)

soak: ## half an hour of steady load, into docs/reliability.md; ARGS="--minutes 5 --rate 20" for less
	@scripts/setup dev && .venv/bin/python -m bot train --if-changed && .venv/bin/python -m benchmarks.faults.soak --write docs/reliability.md $(ARGS)

lock: ## resolve the requirements anew
	@scripts/lock

clean: ## remove models and caches; the database stays
	rm -rf models .rasa results .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find bot tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## and the environment
	rm -rf .venv
