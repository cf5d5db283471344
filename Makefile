# Short names for what this repository does; the work is in .ci/ and in docscreen itself.
.DEFAULT_GOAL := help
.PHONY: help setup serve test lint bench accuracy docs freeze notices locks

BIN := .venv/bin

help:       ## what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

setup:      ## the environment, the weights and what Debian must provide
	@.ci/setup

serve: setup  ## the service, on 127.0.0.1
	@exec $(BIN)/docscreen serve

test: setup  ## lint, formatting, types, layers, tests
	@.ci/test

lint: setup  ## everything of `test` but the tests
	@.ci/test static

bench: setup  ## speed and memory
	@$(BIN)/python -m tests.benchmarks

accuracy: setup  ## the accuracy on labelled corpora: make accuracy CORPUS=DIR FORMS=DIR IDENTITY=DIR
	@$(BIN)/docscreen evaluate --corpus $(or $(CORPUS),../shared/corpus/photo) --plots docs/accuracy
	@$(BIN)/docscreen evaluate --corpus $(or $(FORMS),../shared/corpus/form) --policy pr-portal --plots docs/accuracy
	@$(BIN)/docscreen evaluate --corpus $(or $(IDENTITY),../shared/corpus/identity) --plots docs/accuracy
	@$(BIN)/docscreen evaluate --stress --corpus $(or $(CORPUS),../shared/corpus/photo) --plots docs/accuracy

docs: notices  ## the generated pages under docs/
	@$(BIN)/python -P -m service.documentation

freeze: setup  ## the archive of policies, after a version was raised
	@$(BIN)/python -P -m checks.policy_archive

notices: setup  ## docs/third-party-notices.md
	@$(BIN)/python -P .ci/notices.py

locks: setup  ## requirements*.lock, from requirements*.in
	@.ci/locks
