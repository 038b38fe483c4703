"""Writers: one file per task.

`classification` writes texts with a label; `sure_text`, `frames`, `patterns`, `things` and `matching` are its
sure form, `bank/` holds what that form knows by heart.
"""
