# Two commands: `make demo` installs unspin and judges the two example texts; `make test` installs what tests need and runs them.
# Each works in a virtual environment of its own and needs nothing but Python 3.11 or newer, make and pip.

PYTHON ?= python3

.PHONY: demo test clean

demo: .venv-demo/installed
	.venv-demo/bin/unspin score examples/spun.txt
	.venv-demo/bin/unspin score examples/genuine.txt
	.venv-demo/bin/unspin restore examples/spun.txt

test: .venv-test/installed
	.venv-test/bin/ruff check .
	.venv-test/bin/mypy
	.venv-test/bin/python -m pytest

.venv-demo/installed: pyproject.toml
	$(PYTHON) -m venv .venv-demo
	.venv-demo/bin/pip install --quiet .
	touch $@

.venv-test/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-test
	.venv-test/bin/pip install --quiet --constraint constraints.txt --editable '.[train,eval,batch,ray,formats,serve,test]'
	touch $@

clean:
	rm -rf .venv-demo .venv-test dist build
