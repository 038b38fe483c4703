"""Which mechanisms the planner steers by. Everything is on in a build; benchmarks switch single ones off.

No user option: what a mechanism is worth is measured by `benchmarks.steering`; what is worth nothing goes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """The planner's mechanisms."""

    by_need: bool = True
    """Briefs go to the cells that lack most; off: to every cell in turn, filled or not."""
    reassign: bool = True
    """A row that two assignments place in another cell moves there; off: it is off concept."""
    choose_method: bool = True
    """By what each method has given per token; off: in turn."""
    spare_checks: bool = True
    """No paid check of a text that reads as a concept without free seats, where that is seldom mistaken, nor
    of rows outside the sample once their method has earned trust."""
    reweight: bool = True
    """Seats that can't be filled move to sibling cells."""
    reader: bool = True
    """A model reads drawn rows together at critiques, and asks for what they lack."""
    probes: bool = True
    """Known rows are planted to measure the checks."""


EVERYTHING = Policy()
