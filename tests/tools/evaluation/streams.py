"""Texts for the measures of diversity: fresh ones, and near-copies of them, made from a seed."""

from random import Random

_WORDS = tuple(
    """
harbour violin tax goalkeeper volcano bakery senator microscope desert wedding engine parrot lawsuit
glacier tailor satellite mortgage orchard boxing museum vaccine ferry poem battery drought chess
court tunnel cheese strike comet marathon opera pension reef bicycle census dragon furnace garden
hotel island jury kitchen lantern mayor nurse oxygen piano quarry river saddle theatre uniform
village whale zebra algebra bridge cathedral dentist election festival gravity hospital insurance
jungle kayak laboratory magnet newspaper orchestra penguin railway surgeon tornado umbrella vineyard
warehouse yacht copper
""".split()
)


def fresh(count: int, seed: int = 1, length: int = 9) -> list[str]:
    """Texts that have little in common."""
    draw = Random(seed)
    return [" ".join(draw.sample(_WORDS, length)) for _ in range(count)]


def near_copy(text: str, seed: int) -> str:
    """The text with one word exchanged: ROUGE-L 8/9 where it has nine words."""
    draw = Random(seed)
    said = text.split()
    said[draw.randrange(len(said))] = draw.choice([word for word in _WORDS if word not in said])
    return " ".join(said)
