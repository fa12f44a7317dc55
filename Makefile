# Two commands do everything on a fresh Debian machine with python3 and make:
#   make report   sets up, runs the main job on De Studio and says where the PDF is
#   make test     sets up, then format, lint, types, tests and doctests
.PHONY: report test setup setup-test check bench fmt lock clean
.DEFAULT_GOAL := report

BIN := .venv/bin
STUDIO := de-studio-amsterdam

report: setup
	@mkdir -p out
	$(BIN)/transformatie evaluate examples/$(STUDIO).yaml --pdf out/$(STUDIO).pdf --json out/$(STUDIO).json
	@echo "The business case is in $(CURDIR)/out/$(STUDIO).pdf"

test: check
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: setup-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

setup:
	@sh scripts/setup.sh run

setup-test:
	@sh scripts/setup.sh test

bench: setup
	$(BIN)/python scripts/bench.py

fmt: setup-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:
	@sh scripts/lock.sh

clean:
	rm -rf .venv .venv-lock out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find transformatie tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
