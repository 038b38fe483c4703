"""Writers: one file per task. `classification` writes texts with a label, with `sure_text`, `frames`, `patterns`,
`things` and `matching` for its sure form and `bank/` for what that form knows by heart."""
