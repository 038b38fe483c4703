"""Algebra beyond arithmetic: closed grammars of plain text and LaTeX, and what sympy and pint do with trees.

`plain` reads text, `build` makes sympy objects of trees within static bounds, `compute` answers a text with
a canonical text, `functions` is the list of all that can be called. Nothing here starts processes or keeps a
clock: `workers/` does.
"""
