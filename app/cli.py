"""The command line: `seedbed`. A thin layer over the Python API; it knows no rule of its own.

Nothing heavy is imported at module level, so that `seedbed --help` answers at once.
"""

import click


@click.group()
@click.version_option(package_name="seedbed")
def main() -> None:
    """Make datasets to order, every row with evidence."""
