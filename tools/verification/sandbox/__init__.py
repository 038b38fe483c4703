"""Runs programs and commands where network, home and the rest of the machine are shut off.

`sandbox` finds the way that was shown to hold on this machine by trying the `doors` from inside, `running`
runs one program, `inside` is what runs in the child; `syscalls`, `runners` and `bounds` shut it off.
"""
