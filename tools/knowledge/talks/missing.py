"""A question of a talk that the documents don't answer, and what the assistant says to it."""

from dataclasses import asdict

from seedbed.tools.knowledge.absence.near_misses import NearMiss
from seedbed.tools.knowledge.talks.exchange import Exchange
from seedbed.tools.knowledge.talks.phrases import bank, pick


def absent(near: NearMiss, *asked: str) -> Exchange:
    """The exchange of a near miss, worded so as to follow the question that it was made from."""
    answer = pick(bank().answers["absent"], near.id)
    return Exchange("absent", asked, answer, sought=asdict(near.sought), linked=True)
