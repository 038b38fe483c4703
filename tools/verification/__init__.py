"""What can be verified without a model: expressions, equations, answers, wordings and computation evidence.

`expression` calculates, `equations` solves, `answers` compares, `numerals` reads the numbers of a text,
`wording` checks a problem's text, `evidence` computes again, `problems/` makes problems whose answers are
known.
"""
