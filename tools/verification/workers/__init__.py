"""Warm processes in which a check can be stopped, whatever it does: `checks.py` is the door to them.

    caller ── Pool ── Host ──(exec)── zygote ──(fork)── child      ends after a heavy check
             pool.py  host.py         zygote.py         child.py

`wire.py` is what they say to each other, `jobs.py` what can be asked. Nothing here knows algebra.
"""
