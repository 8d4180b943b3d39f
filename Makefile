# Two commands: `make run` serves the platform, `make test` tests all of it. Both start from nothing.

# The first Python of this machine that is new enough; `make run PYTHON=…` names another.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$name"; break; }; done)
VENV := .venv/bin/python
SETUP = $(if $(PYTHON),$(PYTHON) bootstrap.py,sh -c "echo '需要 Python 3.11 或更高版本，本机没有找到。 Python 3.11 or newer is needed.' >&2; exit 1")

.PHONY: run test check dev lint format types floors templates migrations bench shots clean

run:
	@$(SETUP) && exec $(VENV) -m zhicheng run --with-parent

test: dev
	$(VENV) -m pytest -n auto --dist loadfile

# Each check is a target of its own: `make -k check` reports them all, `make types` runs one.
check: lint format types floors templates migrations

dev:
	@$(SETUP) --dev

lint: dev
	$(VENV) -m ruff check .

format: dev
	$(VENV) -m ruff format --check .

types: dev
	$(VENV) -m mypy src bootstrap.py

floors: dev
	.venv/bin/lint-imports

templates: dev
	$(VENV) -m djlint --lint src

migrations: dev
	$(VENV) -m zhicheng manage makemigrations --check --dry-run

bench: dev
	@for script in bench/*.py; do echo "== $$script"; $(VENV) "$$script" || exit 1; done

shots: dev
	$(VENV) tools/screenshots.py --out docs/pictures --width 1280 --fold ranking figure

# Keeps var/, where the data are.
clean:
	rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
