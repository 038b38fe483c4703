"""Writers: one file per task; those of rows made of documents in `grounded/`.

`classification` writes texts with a label; `sure_text`, `frames`, `patterns`, `things` and `matching` are its
parts, `bank/` holds what it knows by heart. `mathematics` gives problems that a program drew, `augmented`
asks them backward, `parents` chooses the rows that it starts from.
"""
