# make demo · make serve · make lab · make test — everything a newcomer needs; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null || echo $(CURDIR)/.uv/bin/uv)
HOME_DIR ?= data/private/demo
PORT ?= 8866
WORKERS ?= 2
OFFICE_PORT ?= 8000

.PHONY: help demo serve lab office-demo test check browser-tools office-tools postgres-tools spark-tools paper-tools clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(UV):
	python3 -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv

$(VENV)/.base: pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --frozen --compile-bytecode
	touch $@

$(VENV)/.all: pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --frozen --compile-bytecode --all-extras
	touch $(VENV)/.base $@

demo: $(VENV)/.base ## invented county through the whole job, then the dashboards on loopback
	$(VENV)/bin/workbench demo --home $(HOME_DIR)
	$(VENV)/bin/workbench --home $(HOME_DIR) serve --port $(PORT)

serve: $(VENV)/.base ## serve what is there
	$(VENV)/bin/workbench --home $(HOME_DIR) serve --port $(PORT)

lab: $(VENV)/.base ## JupyterLab on the notebooks, in Chinese
	WORKBENCH_HOME=$(abspath $(HOME_DIR)) $(VENV)/bin/jupyter lab --notebook-dir=notebooks

office-demo: $(VENV)/.all office-tools ## the office server for real: hub, proxy, PostgreSQL and three accounts, until Ctrl-C
	$(VENV)/bin/workbench office demo --port $(OFFICE_PORT)

test: $(VENV)/.all office-tools browser-tools postgres-tools spark-tools paper-tools check ## everything: style, types, rooms, tests, browser, notebooks
	$(VENV)/bin/pytest -n $(WORKERS) --dist loadgroup
	@$(VENV)/bin/workbench --version

check: $(VENV)/.all ## style, types and who imports whom
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

browser-tools: ## Chromium and Chinese fonts for the browser tests, where missing and we are root
	@tools/need_debian chromium chromium fonts-noto-cjk || true

postgres-tools: ## PostgreSQL for the store's tests, where missing and we are root
	@tools/need_debian /usr/lib/postgresql/*/bin/initdb postgresql || true

spark-tools: ## Java for the test of linking on Spark, where missing and we are root
	@tools/need_debian java openjdk-17-jre-headless || true

paper-tools: ## LibreOffice Writer, which turns papers into PDF, where missing and we are root
	@tools/need_debian soffice libreoffice-writer-nogui fonts-noto-cjk || true

office-tools: deploy/proxy/node_modules/.package-lock.json postgres-tools ## the proxy from npm, at the version the lock file pins

deploy/proxy/node_modules/.package-lock.json: deploy/proxy/package-lock.json
	@tools/need_debian npm nodejs npm && npm ci --prefix deploy/proxy --no-audit --no-fund --ignore-scripts && touch $@ || true

clean: ## remove what can be made again (never data/private)
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
