"""Word problems by programs: ten families as data; numbers drawn, answer and steps computed.

`families.yaml` has the families, `library` reads and draws them, `sorts` chooses items of a price list and
words them, `price` reads price lists' kinds, `shape` runs a program and `solution` writes out the steps.
"""
