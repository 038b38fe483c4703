"""word_triples: a paragraph that states the facts ordered. read_triples: what a text states."""

import json
import re
from typing import Any

from tests.simulator.jobs.briefs import Order, copied
from tests.simulator.jobs.judge import Bench
from tests.simulator.wire import Call
from tests.simulator.world.known import Written

Triple = tuple[str, str, str]
_OPENINGS = ("", "", "It is worth noting that ", "As the documents have it, ")
_INVENTED = "It is also much loved by visitors."
_NUMBER = re.compile(r"\d+")


def word_triples(order: Order) -> tuple[dict[str, Any], Written]:
    """The text and the truth about it; its defect is `fact_dropped`, `fact_invented` or `number_changed`."""
    given = order.call.passage(order.text("passage_nonce"))
    facts = [json.loads(line) for line in given.splitlines() if line.startswith("{")]
    sentences = [str(fact["sentence"]) for fact in facts]
    triples = [(str(fact["subject"]), str(fact["relation"]), str(fact["object"])) for fact in facts]
    rest: list[str] = []
    defect = _defect(order, triples) if order.outcome.defective else None
    if defect == "fact_dropped":
        at = order.draw.randrange(len(triples))
        sentences[at : at + 1], triples[at : at + 1] = [], []
    elif defect == "fact_invented":
        sentences.append(_INVENTED)
        rest.append(_INVENTED)
    elif defect == "number_changed":
        at = next(n for n, (_, _, value) in enumerate(triples) if _NUMBER.search(value))
        subject, relation, value = triples[at]
        other = _NUMBER.sub(lambda found: str(int(found[0]) + 3), value, count=1)
        sentences[at] = sentences[at].replace(value, other)
        triples[at] = (subject, relation, other)
    opening = order.draw.choice(_OPENINGS)
    first = sentences[0] if sentences else "Nothing."
    text = " ".join([_opened(opening, first), *sentences[1:]])
    written = Written(
        job="word_triples",
        text=copied(order, text),
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
        detail={"triples": triples, "rest": rest},
    )
    return {"text": written.text}, written


def _opened(opening: str, sentence: str) -> str:
    if not opening or sentence.split(" ")[0] not in ("The", "A", "An", "For", "In"):
        return sentence
    return f"{opening}{sentence[0].lower()}{sentence[1:]}"


def _defect(order: Order, triples: list[Triple]) -> str:
    kinds = ["fact_invented"]
    kinds += ["fact_dropped"] if len(triples) > 1 else []
    kinds += ["number_changed"] if any(_NUMBER.search(value) for _, _, value in triples) else []
    return order.draw.choice(kinds)


def read_triples(call: Call, bench: Bench) -> dict[str, Any]:
    """What the delimited text states; a reader who isn't right misses one thing."""
    text = call.texts[-1] if call.texts else call.said
    written = bench.known.find(text)
    known = written is not None and written.job == "word_triples"
    triples = list(written.detail["triples"]) if known and written is not None else []
    rest = list(written.detail["rest"]) if known and written is not None else [text[:80]]
    if bench.bias == "no" or (bench.bias == "none" and not bench.right):
        triples = triples[:-1]
    told = [{"subject": one, "relation": how, "object": other} for one, how, other in triples]
    return {"triples": told, "rest": [] if bench.bias == "yes" else rest}
