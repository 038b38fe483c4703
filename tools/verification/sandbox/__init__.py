"""Runs programs and commands where network, home and the rest of the machine are shut off."""
