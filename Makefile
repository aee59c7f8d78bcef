# Tisserand's everyday commands. Each installs what it lacks; Python 3.11 and make are enough to begin.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: help run environment workshop test check style types imports templates migrations words map bench lock screenshots

help:
	@sed -n 's/^#: //p' Makefile

#: make run          démarrer Tisserand : http://localhost:8000 (Ctrl-C pour arrêter)
run:
	@$(PYTHON) bin/tisserand run

#: make test         tous les essais, parcours au navigateur compris
test: workshop
	$(BIN)/python -m pytest -n 2 --dist loadgroup

#: make check        style, types, cloisons entre les pièces, gabarits, migrations, mots, plan à jour
check: examine migrations

# What is told by reading the code alone, in any order: `make -j2 examine` keeps two cores busy.
examine: types style imports templates words plan

#: make bench        mesures, de 10 000 à 1 000 000 de personnes (SIZES=10000,100000 ; PART=directory ; droits : python -m tests.load.rights)
bench: environment
	$(BIN)/python -m tests.load

#: make map          refaire docs/map.md
map: environment
	$(BIN)/python bin/map

#: make lock         refaire les verrous de dépendances (versions et empreintes, jamais d’adresse)
lock: environment
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --no-annotate \
	  pyproject.toml --overrides requirements/overrides.txt -o requirements/base.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --group dev \
	  pyproject.toml -c requirements/base.txt --overrides requirements/overrides-dev.txt -o requirements/dev.txt

#: make screenshots  refaire les images du guide
screenshots: workshop
	$(BIN)/python -m pytest tests/screenshots -m screenshots -q

environment:
	@$(PYTHON) bin/tisserand environment --dev

workshop:
	@$(PYTHON) bin/tisserand environment --dev --pages --browser

style: environment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: environment
	$(BIN)/mypy

imports: environment
	$(BIN)/lint-imports

templates: environment
	$(BIN)/djlint --quiet --lint tisserand

migrations: environment
	$(BIN)/python -m pytest -q tests/architecture/test_migrations.py

words: environment
	$(BIN)/python bin/words

plan: environment
	$(BIN)/python bin/map --check
