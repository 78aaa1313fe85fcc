# Everything a person needs: `make sandbox` to try Docket, `make test` to check it.
# Another Python than python3: `make test PYTHON=python3.13`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# An environment of another Python is never used: the name of what says that it is complete has the version.
INSTALLED := $(VENV)/installed-$(shell $(PYTHON) -c 'import platform; print(platform.python_version())')
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

.PHONY: sandbox pictures check test fast kills bench lint format install lock clean

sandbox: install
	$(BIN)/python -m bot sandbox

# The README's pictures, taken anew with this machine's Chromium (and a font that has emoji).
pictures: install
	$(BIN)/python -m tests.sandbox.pictures docs

# In under a minute: format, lint, types, import directions, and the tests of the domain, which touch nothing outside.
check: lint
	$(BIN)/python -m pytest --numprocesses 4 --quiet tests/times/reading/test_phrases.py tests/scheduling \
		--ignore tests/scheduling/jobs

# Everything, with what it covers: of Docket at least 95 %, of the domain all (branches count).
test: lint
	$(BIN)/python -m pytest --numprocesses 6 --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --include 'bot/scheduling/*' --fail-under 100

# What another version of Python could break: without browsers, kills, phrases, attacks and most of the forms.
fast: install
	$(BIN)/python -m pytest --numprocesses 6 --dist worksteal tests --ignore tests/sandbox --ignore tests/scheduling \
		--ignore tests/times --ignore tests/durability --ignore tests/mutations \
		--ignore-glob 'tests/test_adoption*' --ignore tests/test_fuzz.py --ignore tests/test_replay.py \
		--ignore tests/handlers/agents --ignore tests/handlers/appointments --ignore tests/handlers/bookings \
		--ignore tests/handlers/faults --ignore tests/handlers/forms --ignore tests/handlers/messages \
		--ignore-glob 'tests/handlers/test_[!s]*'

# Docket killed five hundred times on each database while people work with it, then what was said, stored and held compared.
kills: install
	$(BIN)/python -m tests.durability.kills --kills 500
	$(BIN)/python -m tests.durability.kills --kills 500 --database postgresql --processes 3

# What a booking costs and how many are accepted, beside a bare Bolt app in the same run.
bench: install
	$(BIN)/python -m benchmarks.throughput
	$(BIN)/python -m benchmarks.start
	$(BIN)/python -m benchmarks.million 20000

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

install: $(INSTALLED)

# Nothing is installed whose hash is not written down, the installer and the build tool included.
$(INSTALLED): pyproject.toml requirements-build.txt requirements-dev.txt
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) --require-hashes --requirement requirements-build.txt
	$(PIP) --require-hashes --requirement requirements-dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# Newest stable versions of everything with their hashes, for every Python from 3.11 on and every machine.
lock: install
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --output-file requirements-dev.txt --extra dev --constraint requirements.txt pyproject.toml
	$(LOCK) --output-file requirements-build.txt --group build --constraint requirements.txt

clean:
	rm -rf $(VENV) build dist *.egg-info
