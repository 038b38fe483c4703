"""The run's fingerprint: whatever changes rows. A build resumed with another one stops and says what differs.

Spec (without budget, concurrency, addresses, keys and prices), prompts, exam profiles, hashes of sources,
worlds, examples and rows to steer by, names of models and of an embedder. People's decisions (`--gold`) only
measure, and aren't in it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.models.ask import Client
from seedbed.agent.models.embedding import embedder_name
from seedbed.agent.models.settings import EMBEDDER
from seedbed.agent.prompting import prompt_hashes
from seedbed.agent.resources import Resources
from seedbed.graphs.endpoints import profiles
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.spec import Frozen, Spec
from seedbed.memory.store.protocol import Event, Store
from seedbed.tools.evaluation.real_rows import RealRow
from seedbed.tools.offline.frames import bank_hashes

ASSENT = "undo it, or `resume --accept-changes` goes on from the next brief and records it"
_SCHEME = 4
"""Of the rules by which rows are checked: 2 since a label that is confirmed is read once, 3 since a hundred
of many rows are examined in full before some checks are spared without the others, 4 since these are
waited for so long that they can yet earn it, and rows that a person gave earn nothing."""
_NOT_ROWS: Mapping[str, Any] = dict.fromkeys((
    "budget", "planning", "max_concurrent", "models", "look_ahead", "critique_every", "sources", "search",
    "knowledge", "examples", "held_out", "steer_by", "allow_verbatim", "gold",
), True) | {"parts": {"__all__": {"as_bound"}}}  # fmt: skip


def fingerprint(
    spec: Spec, client: Client, material: Resources, steering: Sequence[RealRow], worlds: Mapping[str, Frozen]
) -> dict[str, Any]:
    """What changes rows, in parts that can be shown. `steering`: the real rows that the build is steered by.
    `worlds`: part → what the run knows of the files of the world in which its tools are called."""
    personas = {part: [dict(one) for one in found] for part, found in material.personas.items()}
    return {
        "scheme": _SCHEME,
        "spec": spec.model_dump(mode="json", exclude=_NOT_ROWS),
        "prompts": {**prompt_hashes(), **bank_hashes()},
        "profiles": _hashes(profiles(client)),
        "models": {name: profile.model for name, profile in profiles(client).items()},
        **({"embedder": embedder_name(client.endpoint(EMBEDDER))} if client.has(EMBEDDER) else {}),
        "sources": sorted(source.sha256 for source in material.sources),
        "examples": digest(material.examples),
        **({"held_out": digest(material.held_out)} if material.held_out else {}),
        **({"personas": digest(personas)} if personas else {}),
        **({"worlds": _hashes(worlds)} if worlds else {}),
        **({"steer_by": steering_digest(steering, spec.allow_verbatim)} if steering else {}),
    }


def _hashes(values: Mapping[str, Frozen]) -> dict[str, str]:
    return {name: digest(value.model_dump(mode="json")) for name, value in values.items()}


def following(mark: Any, spec: Spec) -> Any:
    """A run's fingerprint with another spec, where one is kept."""
    if not isinstance(mark, dict):
        return mark
    return {**mark, "spec": spec.model_dump(mode="json", exclude=_NOT_ROWS)}


def steering_digest(rows: Sequence[RealRow], verbatim: bool) -> str:
    """What changes rows of the real rows that steer a build: their texts, labels and parts, not the path."""
    return digest([[[row.text, row.label, row.part] for row in rows], verbatim]) if rows else ""


def check_fingerprint(store: Store, now: dict[str, Any], *, accept: bool) -> None:
    """Keep a new run's fingerprint; compare an old one's. Raises UserFault: it differs, and the change isn't
    accepted."""
    before = store.meta("fingerprint")
    if before == now:
        return
    if before is not None:
        differing = differences(before, now)
        if not accept:
            what = "what changes rows has changed since the run was made: " + "; ".join(differing)
            raise UserFault(what, next_step=ASSENT)
        store.record([Event("person", "changes accepted", {"differences": differing})])
    store.set_meta("fingerprint", now)


def differences(before: Any, now: Any, place: str = "", most: int = 60) -> list[str]:
    """Where two JSON values differ, a line each; in lists of maps with names, by name. `most`: characters of
    a value."""
    before, now = _by_name(before), _by_name(now)
    if isinstance(before, dict) and isinstance(now, dict):
        under = {key: f"{place}.{key}" if place else key for key in sorted(before.keys() | now.keys())}
        return [one for key in under for one in differences(before.get(key), now.get(key), under[key], most)]
    return [] if before == now else [f"{place}: {_short(before, most)} → {_short(now, most)}"]


def _by_name(value: Any) -> Any:
    """A list of maps with different names as one map."""
    if not isinstance(value, list) or not all(isinstance(one, dict) and "name" in one for one in value):
        return value
    named = {str(one["name"]): one for one in value}
    return named if named and len(named) == len(value) else value


def _short(value: Any, most: int) -> str:
    told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "–" if value is None else told
    return text if len(text) <= most else f"{text[: most - 3]}…"
