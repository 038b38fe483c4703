"""Writers: one file per task; those of rows made of documents in `grounded/`.

`classification` writes texts with a label; `sure_text`, `frames`, `patterns`, `things` and `matching` are its
sure form, `bank/` holds what that form knows by heart. `mathematics` words problems that a program drew,
`own_problems` and `augmented` are its other ways, `parents` the rows that those start from.
"""
