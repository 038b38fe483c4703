"""Talks in which a user looks things up in documents (`dialogues`, way `information-seeking`).

A stretch of a section is chosen and what a user would want to know of it is planned (`needs.py`). Then two
roles speak in turn: for each message of the user the documents are searched, and the assistant answers from
what the search brought. Every claim of each answer has to be supported by those passages and is cited; where
the assistant says that the documents don't say something, readers of these passages, of the stretch and of
another search have to find no answer either. What fails is said again, with the reason. Graded *supported*:
that an answer answers its question is the judge's word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from seedbed.agent.annotator.faithful import verify_claims
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.researcher.research import Passage, retrieve
from seedbed.agent.role_players.assistant import AssistantRole, speak_as_assistant
from seedbed.agent.role_players.stage import Play, Said, Stage
from seedbed.agent.role_players.turn_checks import with_row
from seedbed.agent.role_players.unscripted import check_any, lacks_for, told_by
from seedbed.agent.role_players.user import UserRole, speak_as_user, words_of
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.near_miss_questions import reworded
from seedbed.agent.writer.grounded.needs import Needs, plan_needs
from seedbed.agent.writer.grounded.passage_choice import freest_stretch, material_of
from seedbed.agent.writer.grounded.round_trip import read_answer
from seedbed.agent.writer.talks.scripted import somebody
from seedbed.memory.candidate import Agreement, Citation
from seedbed.memory.spec import Part
from seedbed.memory.task import Way
from seedbed.tools.evaluation.cited_talks import (
    PASSAGES,
    first_claim,
    first_reading,
    question_in_context,
)
from seedbed.tools.evaluation.recheck_talks import PERSONA

SCRIPT, RUBRIC = "script_information_seeking", "score_information_seeking"
WAY: Way = "information-seeking"
WANTED = (2, 3, 3, 4)
"""How many needs a talk has."""
FLOOR = 6
"""Turns of a talk with two needs."""
WORDS_PER_NEED = 40
"""Words of a stretch that bear one need."""
MISSING = 0.3
"""Share of talks in which one need isn't answered by the documents."""
FOUND, KEPT, HELD = 5, 8, 4
"""Passages that a search brings; that the assistant sees, those of turns before included; that the claims of
one turn are held against."""
_USES = 2
"""Talks about one stretch."""
_SPARE = 2
"""Turns beyond a question and an answer for each need and for the end."""
_TAKEN = 8


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """A stretch of the leaf, and how many things are asked; None: nothing is left of it."""
    stretch = freest_stretch(choice, bench, _USES)
    if stretch is None:
        return None
    bears = max(1, len(stretch["text"].split()) // WORDS_PER_NEED)
    most = choice.part.turns[1] // 2 - 1 if choice.part.turns else max(WANTED)
    wanted = max(1, min(choice.rng.choice(WANTED), bears, most))
    missing = choice.rng.random() < MISSING and wanted > 2
    rows = [row for row in choice.accepted(choice.cell.key) if stretch["name"] in row["source"].split("; ")]
    taken = [one["content"] for row in rows for one in row["messages"] if one["role"] == "user"]
    grounding = {"passage": stretch, "wanted": wanted, "missing": missing, "taken": taken[-_TAKEN:]}
    grounding["persona"] = somebody(choice, bench)
    return Chosen(grounding, material=material_of(choice, stretch["id"]))


async def plan(work: Work, bench: Bench) -> Work:
    """The user's plan; every attempt has the same.

    Raises:
        AnswerFault: an answer was unusable to the last.
    """
    work, needs = await plan_needs(work, bench)
    return work if needs is None else replace(work, material={"needs": needs})


# the talk ----------------------------------------------------------------------------------------------


async def hold(work: Work, bench: Bench) -> Work:
    """The talk, turn by turn.

    Raises:
        Paused, UserFault: what concerns the whole build.
    """
    stage = await bench.role_play(work, play_of(work, bench.part(work)), bench)
    if stage.over == "failed":
        return stage.work
    messages = [dict(one) for one in stage.messages]
    cited = [one.source for one in stage.work.evidence if isinstance(one, Citation)]
    stretch = work.brief.grounding["passage"]
    row = {
        "messages": messages,
        "source": "; ".join(dict.fromkeys(cited)),
        "heading": " > ".join(stretch["heading"]),
    }
    made = with_row(stage, row, "\n".join(one["content"] for one in messages if one["role"] == "user"))
    held = [kept["held"] for kept in stage.memory if "held" in kept]
    notes = {**made.notes, PASSAGES: held, PERSONA: work.brief.grounding["persona"]}
    return replace(made, group=work.brief.cell.leaf, notes=notes)


def play_of(work: Work, part: Part) -> Play:
    """What the talk is held by."""
    needs: Needs = work.material["needs"]
    to_user, to_assistant = told_by(SCRIPT)
    least = 2 * len(needs.needs) + 2
    least, most = part.turns or (least, least + _SPARE)
    most -= most % 2
    knows = {**work.brief.grounding["persona"], "what brings you here": needs.who}
    knows["what you want to find out, in this order"] = f"\n{needs.listed}"
    user = UserRole(knows, to_user)
    return Play(
        user=partial(speak_as_user, role=user, least=least, most=most),
        assistant=partial(_answer, role=AssistantRole(to_assistant), most=most),
        check=partial(_check, most=most),
        least=least,
        most=most,
    )


async def _answer(stage: Stage, bench: Bench, *, role: AssistantRole, most: int) -> Said:
    """The assistant's turn, from what a search for the user's message brings and what was found before."""
    found = await _found(stage, bench)
    earlier = [Passage(**one) for kept in reversed(stage.memory) for one in kept.get("found", ())]
    shown = tuple({one.id: one for one in (*found, *earlier)}.values())[:KEPT]
    said = await speak_as_assistant(stage, bench, role, most, shown)
    held = _nearest(str(said.messages[-1]["content"]), shown)
    kept = {"found": [asdict(one) for one in found], "shown": [asdict(one) for one in shown]}
    return replace(said, memory={**kept, "held": [(one.source, one.start, one.end) for one in held]})


async def _found(stage: Stage, bench: Bench) -> tuple[Passage, ...]:
    """What the documents have for the user's last message: searched for as it stands, with what was said
    before it («and for the other one?»), and within the talk's section; the three rankings fused. A turn that
    is asked again sees more of them: what it lacked may stand further down."""
    from seedbed.tools.knowledge.fusion import fused

    if stage.ends:
        return ()
    said = [str(one["content"]) for one in stage.messages]
    queries = dict.fromkeys((said[-1], "\n".join(said[-3:])))
    step, leaf, most = stage.step, stage.work.brief.cell.leaf, KEPT if stage.asked else FOUND
    hits = [
        await retrieve(query, stage.work, bench, f"{step}/{number}", most)
        for number, query in enumerate(queries)
    ]
    hits.append(await retrieve(said[-1], stage.work, bench, f"{step}/within", most, concept=leaf))
    passages = {one.id: one for ranking in hits for one in ranking}
    ranked = fused([(1.0, [one.id for one in ranking]) for ranking in hits])
    return tuple(passages[id] for id, _ in ranked[:most])


def _nearest(text: str, shown: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that a text has most words in common with."""
    from seedbed.tools.knowledge.questions.unique import content_words

    own = content_words(text)
    return tuple(sorted(shown, key=lambda one: -len(own & content_words(one.text)))[:HELD])


# checks ------------------------------------------------------------------------------------------------


async def _check(stage: Stage, said: Said, bench: Bench, *, most: int) -> Work:
    """Form, voices and repetition as of any talk; the user's progress; the assistant's claims.

    Raises:
        AnswerFault: a judge's or reader's answer was unusable to the last.
    """
    work = check_any(stage, said, most, stage.work.brief.grounding["persona"])
    if work.reasons:
        return work
    if stage.speaker == "user":
        if said.ends and (open_needs := _open(stage, said)):
            return work.because("low quality", "goal", f"you haven't asked yet: {open_needs[0]}")
        return work
    return await _supported(work, stage, said, bench)


def _open(stage: Stage, said: Said) -> list[str]:
    """Needs that nobody has spoken of: less than half of their words, and none that they alone have."""
    from seedbed.tools.knowledge.questions.unique import content_words

    needs: Needs = stage.work.material["needs"]
    spoken = content_words("\n".join(str(one["content"]) for one in (*stage.messages, *said.messages)))
    wanted = [(one.asks, content_words(one.asks)) for one in needs.needs]
    found = []
    for asks, words in wanted:
        own = words.difference(*(others for other, others in wanted if other != asks))
        if own and not own & spoken and 2 * len(words & spoken) < len(words):
            found.append(asks)
    return found


async def _supported(work: Work, stage: Stage, said: Said, bench: Bench) -> Work:
    """The turn with a citation for each claim, and readings for what it says the documents don't say."""
    from seedbed.tools.knowledge.claims.cited import strays
    from seedbed.tools.knowledge.claims.said import stated

    text = str(said.messages[-1]["content"])
    parts, before = stated(text), [str(one["content"]) for one in stage.messages]
    question = question_in_context(before[-2] if len(before) > 1 else "", before[-1])
    shown = tuple(Passage(**one) for one in said.memory["shown"])
    asks = _only_asks(text) and not any(map(_only_asks, before[1::2]))
    if not (parts.claims or parts.absent or asks or stage.ends):
        return work.because("low quality", "answer", "it states nothing: answer, or say what is missing")
    held = _nearest(text, shown)
    for stray in strays(text, [*(one.text for one in held), *before]):
        work = work.because("unsupported claim", "claims", stray)
    if work.reasons:
        return work
    if parts.claims:
        number = first_claim(stage.turns + 1, stage.asked)
        work = await verify_claims(work, bench, parts.claims, held, question, first=number)
    if parts.absent and not work.reasons:
        work = await _absent(work, stage, shown, question, bench)
    return work


def _only_asks(text: str) -> bool:
    """Whether a message only asks back: once in a talk it may."""
    from seedbed.tools.knowledge.claims.said import stated

    parts = stated(text)
    return text.rstrip().endswith("?") and not parts.claims and not parts.absent


async def _absent(work: Work, stage: Stage, shown: Sequence[Passage], question: str, bench: Bench) -> Work:
    """Readers of all that was found, of the talk's stretch, and of a search for the bare words: none of them
    may find an answer to what the user asked."""
    asked = str(stage.messages[-1]["content"])
    draw = first_reading(stage.turns + 1, stage.asked)
    wider = await retrieve(reworded(asked), work, bench, f"turn-{stage.turns + 1}/absent", spread=False)
    stretch = work.brief.grounding["passage"]["text"]
    places = ([stretch], [one.text for one in {one.id: one for one in (*shown, *wider)}.values()])
    for number, texts in enumerate(places):
        work, heard = await read_answer(work, bench, question, texts, draw + number)
        if heard is not None:
            detail = f"the documents do say it: a reader finds {heard[:160]!r}"
            return work.because("wrong answer", "reader", detail)
    model = bench.desk.endpoint("judge").model
    answers = ("",) * (len(places) + 1)
    return work.with_evidence(Agreement(ok=True, by=model, question=asked, answers=answers, share=1.0))


async def verify(work: Work, bench: Bench) -> Work:
    """Whether the talk says anything of the documents at all; its turns were checked one by one."""
    if not any(isinstance(one, Citation) for one in work.evidence):
        work = work.because("low quality", "claims", "no answer of the talk states anything")
    return work


async def judge(work: Work, bench: Bench) -> Work:
    """The judge's reading of the talk beside its stretch and what is cited from elsewhere.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    talk = words_of(Stage(work, tuple((work.row or {})["messages"])))
    stretch: Mapping[str, Any] = work.brief.grounding["passage"]
    cited = [one for one in work.evidence if isinstance(one, Citation)]
    elsewhere = [
        f"[{one.source}] … {one.quote} …"
        for one in cited
        if one.sha256 != stretch["source"] or one.quote not in stretch["text"]
    ]
    texts = "\n\n".join(dict.fromkeys((f"[{stretch['name']}]\n{stretch['text']}", *elsewhere)))
    return await judge_row(work, bench, RUBRIC, {"passages": texts, "talk": talk})


STRONG = Method(
    name="dialogues/strong/information-seeking",
    task="dialogues",
    way=WAY,
    form="strong",
    grade="supported",
    needs={
        "planner": ("json_schema",),
        "user": ("json_schema",),
        "assistant": ("json_schema",),
        "judge": ("json_schema", "judging"),
    },
    choose=choose,
    lacks=partial(lacks_for, floor=FLOOR),
    ground=plan,
    write=hold,
    verify=verify,
    judge=judge,
    calls=20,
    prompt_tokens=24000,
    completion_tokens=1800,
)
