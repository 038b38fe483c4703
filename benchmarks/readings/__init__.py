"""Reading rows blind: a strict reader judges every row of a run, mixed with bad ones that were planted."""
