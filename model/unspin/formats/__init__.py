"""How answers are written: one module a format, all under the same names on every command."""
