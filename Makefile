# Deskport. `make` alone lists the goals. Everything that is set up goes to .local/ and target/, both ignored.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

FUNCTIONS := plan-import enable-byol start-import deliver check-status notify approval-page
# The demo's input: a folder of local/scenarios.
SCENARIO ?= one-fails
# How many seeds a soak runs.
SEEDS ?= 20000

VENV := .local/venv
PYTHON := $(VENV)/bin/python
CARGO ?= cargo

# $(call need,PROGRAM,WHAT TO INSTALL): one line where a system tool is missing.
need = @command -v $(1) >/dev/null 2>&1 || { echo "make: $(1) is missing: install $(2)" >&2; exit 1; }

##@ First steps

.PHONY: help
help: ## What can be run
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\nScenarios of the demo (make demo SCENARIO=NAME):\n'
	@for folder in local/scenarios/*/; do printf '  %-24s %s\n' "$$(basename "$$folder")" "$$(sed -n 's/.*"About": "\(.*\)",/\1/p' "$$folder/scenario.json")"; done

.PHONY: demo
demo: setup build ## Carry an AMI into WorkSpaces and AppStream on the local stack, and show the e-mail
	@$(PYTHON) -m local.stack.demo $(SCENARIO)

.PHONY: test
test: setup-check tools-cargo ## Unit, contract, wire and end-to-end tests
	@# What `cargo test` builds, and the programs of the local stack with it: with the same features, so that nothing is built twice.
	@$(CARGO) build --workspace --bins --tests --locked
	@$(PYTHON) -m local.stack.pack --local
	@simulator="$$($(PYTHON) -m local.stack.built deskport-simulator)" && $(PYTHON) -m local.stack.tally \
	  -- $(CARGO) test --workspace --locked --no-fail-fast \
	  -- env DESKPORT_SIMULATOR_BIN="$$simulator" $(PYTHON) -m pytest -p no:cacheprovider local/simulator/tests/boto3 \
	  -- $(PYTHON) -m pytest tests/e2e

.PHONY: check
check: setup-check node_modules-check tools-fuzz ## Formatting, clippy, rustdoc, unused dependencies, the fuzz target, linters of machines and template
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	@# Only the libraries are documented. There are no examples, but --examples gives the dependencies the features that clippy
	@# checked them with: without it they are all checked once more.
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked --document-private-items --lib --examples
	$(VENV)/bin/cargo-shear --locked --deny-warnings
	@# tests/fuzz/ is a workspace of its own: its lock file is current, its target builds, and its corpus passes.
	$(CARGO) run --locked --quiet --manifest-path tests/fuzz/Cargo.toml -- -runs=0 -artifact_prefix=.local/ tests/fuzz/corpus/request
	@# What the simulator and a test know of AWS's Service Authorization Reference is what it says of the template's actions.
	node local/stack/iam-actions.mjs --check
	@# The validator knows no ${Partition}: it reads the machines as they are in the partition aws.
	@mkdir -p .local/asl && for machine in statemachine/*.asl.json; do sed 's/$${Partition}/aws/' "$$machine" > ".local/asl/$${machine##*/}"; done
	local/stack/node_modules/.bin/asl-validator $(foreach machine,$(notdir $(wildcard statemachine/*.asl.json)),--json-path .local/asl/$(machine))
	$(PYTHON) $(VENV)/bin/cfn-lint infra/template.yaml

##@ Parts of them

.PHONY: fmt
fmt: tools-cargo ## Format the Rust code
	$(CARGO) fmt --all

.PHONY: build
build: tools-cargo setup ## Build the functions and the simulator for the local stack, and pack the functions
	@# deskport-tests brings the features of the tests' build: see its Cargo.toml.
	@$(CARGO) build --locked $(addprefix -p ,$(FUNCTIONS)) -p deskport-simulator -p deskport-tests
	@$(PYTHON) -m local.stack.pack --local

.PHONY: package
package: tools-cargo setup ## Build and pack the functions for AWS: target/lambda/NAME.zip, checked against Amazon Linux 2023
	@$(CARGO) build --release --locked $(addprefix -p ,$(FUNCTIONS))
	@$(PYTHON) -m local.stack.pack

.PHONY: bench
bench: package $(VENV)/.bench ## Speed: the function check-status beside the same in Python, and validating a request
	@$(CARGO) build --release --locked -p deskport -p deskport-simulator
	@$(PYTHON) -m local.stack.bench
	$(CARGO) bench --locked -p deskport-shared

.PHONY: look
look: build $(VENV)/.look ## Open the approval page in Chromium on the local stack, click its buttons, leave pictures in .local/look/
	@$(PYTHON) -m local.stack.look

.PHONY: soak
soak: tools-cargo ## Run SEEDS scenarios of the state machines in simulated time, with injected faults, and check every invariant
	@$(CARGO) run -q --release --locked -p deskport-runner -- soak --seeds $(SEEDS)

.PHONY: iam
iam: node_modules-check ## Write local/simulator/model/iam-actions.json anew after a change of the template's actions
	node local/stack/iam-actions.mjs

.PHONY: setup
setup: $(VENV)/.stack ## The Python environment of the local stack, in .local/

.PHONY: setup-check
setup-check: $(VENV)/.check

.PHONY: clean
clean: ## Remove what was built and set up
	rm -rf .local target/lambda local/stack/node_modules
	$(CARGO) clean
	$(CARGO) clean --manifest-path tests/fuzz/Cargo.toml

.PHONY: lock
lock: $(VENV)/.stack ## Write the lock files of local/stack/ anew after a change of a pin
	$(PYTHON) -m pip install --quiet --disable-pip-version-check uv==0.13.8
	cd local/stack && for name in requirements requirements-check bench/requirements look/requirements; do \
	  ../../$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $$name.in -o $$name.txt; done
	cd local/stack && npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

# ---------------------------------------------------------------------------------------------------------- the rest

.PHONY: tools-cargo
tools-cargo:
	$(call need,$(CARGO),Rust 1.95 or newer from https://rustup.rs)

.PHONY: tools-fuzz
tools-fuzz:
	$(call need,c++,a C++ compiler; libFuzzer is built with it)

$(VENV)/.python: | tools-cargo
	$(call need,python3,Python 3.11 or newer)
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: python3 is too old: install Python 3.11 or newer" >&2; exit 1; }
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "make: python3 has no venv: install python3-venv" >&2; exit 1; }
	@echo "  setting up Python in $(VENV)"
	@python3 -m venv --clear $(VENV)
	@touch $@

$(VENV)/.stack: local/stack/requirements.txt | $(VENV)/.python
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r local/stack/requirements.txt
	@touch $@

$(VENV)/.check: local/stack/requirements-check.txt $(VENV)/.stack
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r local/stack/requirements-check.txt
	@touch $@

$(VENV)/.bench: local/stack/bench/requirements.txt $(VENV)/.stack
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r local/stack/bench/requirements.txt
	@touch $@

$(VENV)/.look: local/stack/look/requirements.txt $(VENV)/.stack
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r local/stack/look/requirements.txt
	@touch $@

.PHONY: node_modules-check
node_modules-check: local/stack/node_modules/.ready

local/stack/node_modules/.ready: local/stack/package-lock.json
	$(call need,npm,Node.js 20 or newer with npm)
	@cd local/stack && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
