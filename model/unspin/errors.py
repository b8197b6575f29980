"""What can go wrong that the user can mend. Every message is one line that names the thing at fault and the fix."""

from __future__ import annotations


class UnspinError(Exception):
    """Anything a user can cause. The command line prints the message as it is, without a traceback."""


class ModelError(UnspinError):
    """A model folder that is missing, damaged or not made by unspin."""


class InputError(UnspinError):
    """An input that cannot be read as text."""
