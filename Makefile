# Needs git, make and Python 3.11, and nothing else: everything goes into .venv, nothing into the home folder.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
ROOMS := relief connectors expectations templates flows infra

.PHONY: run test benchmark prove cloud lint lock clean

# A fictional Los Angeles export of 20,000 rows, and the whole job on it. Everything is below work/.
run: .venv/ready
	@$(BIN)/python -m compileall -q $(ROOMS)
	@$(BIN)/relief sample los_angeles --rows 20000 --seed 7 --out work/los_angeles.dat
	@$(BIN)/relief run los_angeles work/los_angeles.dat --as-of 2020-07-01 --out work

test: .venv/ready
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Prints the table that tests/benchmarks/README.md keeps. Takes minutes, and three million rows.
benchmark: .venv/ready
	$(BIN)/python -m tests.benchmarks

# The same as in the tests, for longer: runs killed at forty random moments come to the same bytes, every changed
# comparison of the rules fails a case, and the second implementation agrees on a million people. Takes an hour. An
# export of ten gigabytes is read in the memory of one of them. Two Dask workers, PostgreSQL and S3 come to the bytes of a
# folder and SQLite while a worker is killed, the database restarted, and S3 answers 503. A Prefect server, its scheduler and
# a worker carry out the deployments.
prove: .venv/ready
	$(BIN)/python -m tests.proof
	$(BIN)/python -m tests.proof.hostile
	$(BIN)/python -m tests.benchmarks.memory 1 10
	RELIEF_KILLS=40 $(BIN)/python -m pytest tests/flows/test_killed_runs.py
	RELIEF_STATE_ROWS=300000000 $(BIN)/python -m pytest --timeout 3000 tests/flows/statewide/test_week.py
	RELIEF_FAULTS=each $(BIN)/python -m pytest tests/flows/statewide/test_scaled_out.py
	RELIEF_DEPLOYED=1 $(BIN)/python -m pytest tests/flows/statewide/test_deployed.py tests/flows/statewide/test_history.py

# What infra/terraform makes, on an emulator of AWS, and what checkov finds in it. Needs terraform and its providers.
cloud: .venv/ready
	$(BIN)/python -m tests.proof.emulated_cloud
	test -x build/checkov/bin/checkov || ($(PYTHON) -m venv build/checkov && build/checkov/bin/python -m pip install --quiet checkov)
	build/checkov/bin/checkov --directory infra/terraform --framework terraform --skip-download --compact --quiet

lint: .venv/ready
	$(BIN)/ruff check $(ROOMS) tests
	$(BIN)/ruff format --check $(ROOMS) tests
	$(BIN)/mypy
	$(BIN)/lint-imports

# Resolves the dependencies again, with hashes and without an index's address.
lock: .venv/ready
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --upgrade --output-file requirements.lock
	build/lock/bin/uv pip compile pyproject.toml --constraints requirements.lock --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --output-file infra/requirements.lock

clean:
	rm -rf .venv work build

# Bytecode halves every start, and not everybody's Python writes it on its own. The source is linked, not copied.
.venv/ready: requirements.lock Makefile
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-compile --no-deps --require-hashes \
		--requirement requirements.lock
	echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/relief.pth"
	printf '#!/bin/sh\nexec "$${0%%/*}/python" -P -m flows.command_line "$$@"\n' > $(BIN)/relief
	chmod +x $(BIN)/relief
	$(BIN)/python -m compileall -q -j 0 .venv/lib || true # some packages bring files that are no Python
	touch $@
