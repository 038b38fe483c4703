"""`seedbed` and `python -m seedbed`: the command line."""

import os
import signal


def main() -> None:
    """The command line. A signal while it is loaded, when nothing was begun, ends it at once."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for number, theirs in before.items():
        if theirs != signal.SIG_IGN:  # `nohup`
            signal.signal(number, lambda *_: os._exit(130))
    from seedbed.app.cli import main as program

    for number, theirs in before.items():
        signal.signal(number, theirs)
    program()


if __name__ == "__main__":
    main()
