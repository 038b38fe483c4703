"""The command line of the simulated endpoint (design.md §5)."""

import argparse
from dataclasses import dataclass

from tests.simulator.profiles import PROFILES


@dataclass(frozen=True, slots=True)
class Options:
    """How the server behaves."""

    port: int = 0
    """0: any free one."""
    latency: float = 0.0
    """Milliseconds from request to answer, the work of answering included."""
    jitter: float = 0.0
    """Milliseconds on top, at most, drawn per delivery."""
    errors: float = 0.0
    """Share of deliveries answered by HTTP 500, 502 or 503."""
    hangs: float = 0.0
    """Share of deliveries that are never answered."""
    malformed: float = 0.0
    """Share of structured answers that are no JSON, have prose around it, or lack a key."""
    truncated: float = 0.0
    """Share of answers that are cut, with `finish_reason: length`."""
    rate_limit: int = 0
    """Calls worked on at one time; one more gets 429, twice in a row at most, then it waits. 0: any."""
    defects: float = 0.0
    """Share of writings that look right and are wrong."""
    worse: float = 0.0
    """The same share once `after` writings were answered: the model drifts."""
    after: int = 0
    """0: it never does."""
    drift: float = 0.0
    """Strength with which writings drift to other, popular concepts: 1 means 35 % on average."""
    repeats: float = 0.0
    """Share of writings that are copies or near-copies of another of their cell."""
    world: int | None = None
    """Which of the steering worlds 1, 2, 3 (`world/steering.py`); None: the plain one."""
    scale: float = 1.0
    """Times the steering world's probabilities of drift and defects."""
    faulty_recipes: bool = False
    """Whether whoever writes recipes names an axis that there isn't, however often it is told."""
    hasty_recipes: bool = False
    """Whether a recipe that it writes first holds texts to three words; a revised one doesn't."""
    critic: str = "sane"
    """How the critic's agent reads rows together (`jobs/read_together.py`)."""
    planner: str = "sane"
    """How the planner's agent betters a draft (`jobs/plan_dataset.py`)."""
    seed: int = 0
    profile: str | None = None
    """None: each model behaves as its name says."""


def read_options(arguments: list[str] | None = None) -> Options:
    """Options from the command line; exits with 2 and a message if they make no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulator",
        description="An OpenAI-compatible endpoint on a world that it knows. Prints one JSON line with "
        "base_url when it is ready.",
    )
    add = parser.add_argument
    add("--port", type=int, default=0, metavar="P", help="0: any free one")
    add("--latency", type=_milliseconds, default=0.0, metavar="MS", help="from request to answer")
    add(
        "--jitter",
        type=_milliseconds,
        nargs="?",
        const=-1.0,
        default=0.0,
        metavar="MS",
        help="at most so much on top; without a number half of the latency",
    )
    add("--errors", type=_rate, default=0.0, metavar="RATE", help="deliveries answered by 500, 502 or 503")
    add(
        "--malformed",
        type=_rate,
        default=0.0,
        metavar="RATE",
        help="structured answers that don't parse or fit",
    )
    add("--truncated", type=_rate, default=0.0, metavar="RATE", help="answers that are cut")
    add("--hangs", type=_rate, default=0.0, metavar="RATE", help="deliveries never answered")
    add("--rate-limit", type=_count, default=0, metavar="N", help="calls in flight; one more gets 429")
    add("--defects", type=_rate, default=0.0, metavar="RATE", help="writings that look right and are wrong")
    add("--worse", type=_rate, default=0.0, metavar="RATE", help="defects after the first --after writings")
    add("--after", type=_count, default=0, metavar="N", help="0: the writer stays as it is")
    add(
        "--drift", type=_strength, default=0.0, metavar="S", help="1: 35%% of writings are on another concept"
    )
    add("--repeats", type=_rate, default=0.0, metavar="RATE", help="writings that copy another")
    add("--world", type=int, choices=(1, 2, 3), help="one of the worlds that steering is measured on")
    add("--scale", type=_strength, default=1.0, metavar="X", help="times that world's drift and defect rates")
    add("--faulty-recipes", action="store_true", help="recipes that it writes are never valid")
    add("--hasty-recipes", action="store_true", help="no row keeps to them until they are revised")
    add("--critic", choices=("sane", "wild", "nonsense"), default="sane", help="the agent that reads")
    add("--planner", choices=("sane", "loops", "nonsense"), default="sane", help="the agent that plans")
    add("--seed", type=int, default=0, metavar="N")
    add(
        "--profile",
        choices=sorted(PROFILES),
        help="how every model behaves; default: as its name sim-PROFILE says",
    )
    given = vars(parser.parse_args(arguments))
    if given["jitter"] < 0:
        given["jitter"] = given["latency"] / 2
    if given["errors"] + given["hangs"] > 1:
        parser.error("--errors and --hangs together can't be more than 1")
    return Options(**given)


def _rate(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def _strength(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not 0 or more")
    return value


def _milliseconds(text: str) -> float:
    return _strength(text)


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is negative")
    return value
