"""Talks and tool-use trajectories that exist: what of them can be compared exactly, in any language.

`messages.read_trajectory` reads one in the shapes in which people have them; `check.check_trajectory` is the
door: order, pairing, schemas, identifiers that nobody gave, calls executed again. What has to be read
(whether an answer follows, who speaks) is the judge's: `tools/checks/reading/talk.py`.
"""
