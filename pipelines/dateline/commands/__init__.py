"""The verbs of the command line, one module each; :mod:`dateline.cli` puts them together."""
