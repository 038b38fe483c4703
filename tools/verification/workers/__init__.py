"""Warm processes in which a check can be stopped, whatever it does: `checks.py` is the door to them.

    caller ── Pool ──(exec)── worker ──(fork)── child     one for each check
             pool.py         worker.py

`jobs.py` is what can be asked. Nothing else here knows algebra.
"""
