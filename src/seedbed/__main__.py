"""`python -m seedbed`: the command line."""

import sys

from seedbed.app.cli import main

sys.exit(main())
