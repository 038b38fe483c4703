"""What tests are worth: the share of a program's faulty variants that they notice.

Tests that let every variant pass say nothing about the program (DeMillo, Lipton and Sayward, 1978). A
variant that behaves like the program can't be noticed by any tests, so a share below 1 is no fault in itself.
"""

from dataclasses import dataclass

from seedbed.tools.verification.mutation.mutants import mutants
from seedbed.tools.verification.sandbox.running import Sandbox

MOST = 12
"""Variants that are tried."""
SECONDS = 2.0
"""Most time of a variant; one that runs on is noticed by that."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How many variants the tests noticed."""

    killed: int
    """Variants whose run didn't pass: an assertion, an exception, a limit."""
    total: int
    """Variants that were tried; 0 where the program has none."""
    asserted: int = 0
    """Of those killed, the ones that the tests' own code refused, and that didn't merely break down."""

    @property
    def share(self) -> float:
        """From 0 to 1; 0 where there are no variants."""
        return self.killed / self.total if self.total else 0.0


def strength(
    sandbox: Sandbox, program: str, tests: str, most: int = MOST, *, seconds: float = SECONDS
) -> Strength:
    """Runs `tests` on at most `most` variants of a program that passes them. Raises SandboxFault."""
    variants = mutants(program, most)
    runs = [sandbox.run(variant, tests, seconds=seconds) for variant in variants]
    killed = sum(ran.state != "passed" for ran in runs)
    asserted = sum(ran.state == "failed" and ran.place == "tests" for ran in runs)
    return Strength(killed, len(variants), asserted)
