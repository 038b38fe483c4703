"""Warm processes in which a check can be stopped, whatever it does; `checks.py` is the door to them."""
