"""The ``unspin`` command."""
