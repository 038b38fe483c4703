"""Problem programs: they draw operands, know answer and steps, and word the problem by templates.

`library` draws, `scenes` has the scenes, `price` reads price lists' kinds, `opening` judges opening sentences
and `solution` writes out the steps. Families are written down as shapes (`shape`), one file for related
families.
"""
