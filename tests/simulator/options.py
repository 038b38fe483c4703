"""The command line of the simulated endpoint (design.md §5)."""

import argparse
from dataclasses import dataclass, field, fields
from typing import Any

from tests.simulator.profiles import PROFILES


def _option(default: Any, help: str, **more: Any) -> Any:
    return field(default=default, metadata={"help": help, **more})


@dataclass(frozen=True, slots=True)
class Options:
    """How the server behaves; each field is an option."""

    port: int = _option(0, "0: any free one")
    latency: float = _option(0.0, "milliseconds from request to answer, the work of answering included")
    jitter: float = _option(0.0, "milliseconds on top, at most")
    errors: float = _option(0.0, "share of deliveries answered by HTTP 500, 502 or 503")
    hangs: float = _option(0.0, "share of deliveries that are never answered")
    malformed: float = _option(0.0, "share of structured answers that don't parse or lack a key")
    truncated: float = _option(0.0, "share of answers that are cut, with `finish_reason: length`")
    rate_limit: int = _option(
        0, "calls worked on at one time; one more gets 429, twice in a row at most, then it waits; 0: any"
    )
    batches: float = _option(-1.0, "seconds until a batch is answered; below 0: there is no batch API")
    batch_expiry: float = _option(0.0, "share of calls in batches that expire, each once")
    batch_room: int = _option(0, "calls of the largest batch that doesn't fail for too many tokens; 0: any")
    batches_failing: int = _option(0, "so many batches fail as a whole, the first ones")
    defects: float = _option(0.0, "share of writings that look right and are wrong")
    worse: float = _option(0.0, "the same share once --after writings were answered: the model drifts")
    after: int = _option(0, "0: it never does")
    drift: float = _option(0.0, "1: 35 %% of writings are on another, popular concept")
    repeats: float = _option(0.0, "share of writings that are (near-)copies of another of their cell")
    misfits: float = _option(
        0.0, "share of pairs of subtopic and drawn value of which a writer says they don't fit"
    )
    world: int | None = _option(None, "one of the worlds that steering is measured on", choices=(1, 2, 3))
    scale: float = _option(1.0, "times that world's probabilities of drift and defects")
    faulty_recipes: bool = _option(False, "recipes that it writes are never valid")
    hasty_recipes: bool = _option(False, "a recipe first holds texts to three words; a revised one doesn't")
    critic: str = _option(
        "sane",
        "how it reads rows together (jobs/read_together.py); strict: the first is sent back, and the second "
        "of some repeats the first",
        choices=("sane", "wild", "nonsense", "strict"),
    )
    seed: int = _option(0, "answers are functions of body and seed")
    profile: str | None = _option(
        None, "how every model behaves; default: as its name sim-PROFILE says", choices=sorted(PROFILES)
    )


def read_options(arguments: list[str] | None = None) -> Options:
    """Options from the command line; exits with 2 and a message if they make no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulator",
        description="An OpenAI-compatible endpoint on a world that it knows. Prints one JSON line with "
        "base_url when it is ready.",
    )
    for one in fields(Options):
        more = dict(one.metadata)
        kind = int if one.name == "world" else str if one.default is None else type(one.default)
        more |= {"action": "store_true"} if kind is bool else {"type": kind, "default": one.default}
        parser.add_argument(f"--{one.name.replace('_', '-')}", **more)
    return Options(**vars(parser.parse_args(arguments)))
