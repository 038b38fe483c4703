"""Runs programs of coding tasks where network, home and the rest of the machine are shut off.

`sandbox` finds the way that was shown to hold on this machine, `running` runs one program, `inside` is what
runs in the child, `syscalls` and `runners` are what shuts it off, `probe` tries the `doors`; `mutants`,
`strength` and `check` say what tests are worth.
"""
