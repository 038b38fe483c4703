"""Warm processes in which a check can be stopped, whatever it does; `equivalence.py` is the door to them."""
