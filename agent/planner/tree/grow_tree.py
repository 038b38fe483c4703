"""The concept tree of a part, and its levels of difficulty: subtopics that a model proposes, sections of the
documents, families of problems, or the whole alone.

Given the journal, a pure function of spec and resources."""

import math
from collections.abc import Iterable, Sequence
from itertools import compress

from seedbed.agent.making.parts import of_passages, of_whole_documents, recipe_of
from seedbed.agent.making.picks import room_of
from seedbed.agent.models.delivery.flow import finished
from seedbed.agent.planner.reading.without_a_model import EVERYDAY
from seedbed.agent.planner.tree.distinct import unlike
from seedbed.agent.planner.tree.grow_grounded import (
    ROOT,
    Sections,
    by_each,
    by_stock,
    by_words,
    documents_of,
    grow_grounded,
    only,
    sections_of,
)
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.planner.tree.propose import Said, Workshop, able, below, propose_concepts
from seedbed.agent.resources import Resources
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import unknown
from seedbed.memory.spec import ANY, MOST_ROWS, Part, Spec
from seedbed.memory.tree import Concept, ConceptTree
from seedbed.tools.evaluation.report.amounts import first_of
from seedbed.tools.knowledge.formats.characters import LONGEST
from seedbed.tools.knowledge.search.embedder import embed
from seedbed.tools.knowledge.search.lexical import ENGLISH, languages_of
from seedbed.tools.knowledge.sources import lies_in
from seedbed.tools.offline.problems.library import LEVELS
from seedbed.tools.offline.request import PRICES
from seedbed.tools.offline.tables import headers_passed_over

ROWS_PER_LEAF = 8
"""Rows that a leaf has, about: fewer make more leaves than a plan can show, more make rows alike."""
_FEW = 6
"""Leaves of few rows at most: two rows to a leaf, so that they don't all have one subject."""
BREADTH = 10
"""Children of one concept at most."""
NEAR = 0.24
"""Highest cosine of a concept's line to a passage, static embeddings, from which the documents speak of it.
Of 13 subjects that two real folders (905 and 795 passages) treat all lie above (least 0.28), of 13 foreign
ones 11 below (highest 0.31)."""
_NAMED = 5


def difficulties(part: Part) -> tuple[str, ...]:
    """The part's own levels, or its source's.

    Questions about documents have none by default: what level a document's questions have can't be
    ordered, and an equal share of each in every section would ask for questions that aren't there."""
    return part.difficulties or (LEVELS if part.offline == "problems" else (ANY,))


async def grow(part: Part, spec: Spec, shop: Workshop, most: int | None = None) -> ConceptTree:
    """The tree of a part. `most`: concepts that a model is asked for, at most, where an agent betters the
    tree. Raises UserFault: nothing of the part can be planned (unknown family or level, documents without
    material)."""
    if part.recipe and recipe_of(part).leaf.of in ("subject", "axis"):
        return await grow_topics(part, spec, shop, most)
    if part.recipe:
        return bare(part, shop.resources)
    if part.offline == "problems":
        return _problems(part, shop.resources, shop.said)
    if part.of_documents:
        return _documents(part, shop.resources, shop.said)
    return ConceptTree(concepts=(root_of(part),))


def counted(part: Part, resources: Resources, said: Said) -> Part:
    """The part with as many rows as `each` comes to over the documents; of another is said where they give
    no room for its rows. Raises UserFault: no document has text, or these are more rows than a run can
    have."""
    if of_whole_documents(part):
        long = list(dict.fromkeys(chunk.name for chunk in resources.chunks if chunk.end > LONGEST))
        if long:
            told = f"rows see the first {LONGEST:,} characters of a document; longer: {first_of(long)}"
            said(f"{part.name}: {told}")
    if part.each is None:
        room = sum(map(room_of, resources.chunks))
        if of_passages(part) and room < part.rows:
            many = f"{part.rows:,} rows of {len(resources.chunks):,} passages"
            said(f"{part.name}: {many}, whose words give room for {room:,}: rows may repeat each other")
        return part
    each, weights = part.each, by_each(part.each, _leaves(part, resources), resources.passages)
    rows = int(sum(weights.values()))
    if not 0 < rows <= MOST_ROWS:
        what = f"{each.told} come to {rows:,} rows"
        step = "" if rows else "name the documents, or the file of rows, that are counted by --from PATH; or "
        raise UserFault(what, where=f"part {part.name!r}", next_step=f"{step}say how many rows with -n N")
    there = rows // each.rows
    unread = [one for one in resources.unread if not each.source or lies_in(one[0], each.source)]
    total = there + len(unread)
    many = f"{there:,} of {total:,} {'entries' if each.of == 'entry' else f'{each.of}s'}"
    many = f"{rows:,} rows of {many}" if each.rows > 1 else many
    left = [f"{path} ({why})" for path, why in unread]
    lost = f", {len(left):,} not read: {first_of(left)}" if left else ""
    spoken = f", where the request speaks of {each.there:,}" if each.there not in (0, total) else ""
    said(f"{part.name}: {each.told}, so {many}{spoken}{lost}")
    if not of_passages(part):
        said(f"{part.name}: its recipe picks no passages, so which {each.of} a row is of isn't dealt")
    return part.model_copy(update={"rows": rows})


def _leaves(part: Part, resources: Resources) -> Sections:
    """The sections of the documents, or the documents where rows are of whole ones."""
    sections = resources.sections or sections_of(resources.chunks)
    if part.each and part.each.source:
        sections = only(sections, resources.within(part.each.source))
    by_section = part.each is not None and part.each.of == "section"
    return documents_of(sections) if of_whole_documents(part) and not by_section else sections


def bare(part: Part, resources: Resources) -> ConceptTree:
    """The tree of a part with a recipe as far as nobody is asked: the documents' sections, the labels that
    concepts stand under, or the whole."""
    if of_passages(part):
        sections, passages = _leaves(part, resources), resources.passages
        each = by_each(part.each, sections, passages) if part.each else by_words(sections, passages)
        return grow_grounded(part, sections, each)
    return ConceptTree(concepts=(root_of(part), *label_concepts(part)))


def _documents(part: Part, resources: Resources, said: Said) -> ConceptTree:
    """The sections of the documents, with what an offline source finds in them."""
    from seedbed.agent.offline.documents import TURNS, questions_by_leaf, talks_by_leaf  # not needed before

    by_leaf = questions_by_leaf if part.offline == "questions" else talks_by_leaf
    stock = by_leaf(part, resources)
    sections = resources.sections or sections_of(resources.chunks)
    tree = grow_grounded(part, sections, by_stock(stock, part.rows))
    leaves = tree.leaves()
    if not any(leaf.weight for leaf in leaves):
        what = "no row that can be proven can be made from the documents"
        if unasked := headers_passed_over(resources.chunks):
            what += f": nothing can be asked by «{'», «'.join(unasked[:3])}» over a column"
        step = (
            "give documents with tables whose first column names things and whose other headers are nouns "
            "(«Store temperature»), or a `recipe` and a model that can"
        )
        if part.turns and any(by_leaf(part.model_copy(update={"turns": None}), resources).values()):
            turns = " to ".join(map(str, dict.fromkeys(part.turns)))
            what = (
                f"no dialogue of {turns} turns can be made from the documents, and of other lengths some can"
            )
            step = f"ask for {TURNS[0]} to {TURNS[1]} turns, or give a `recipe` and a model that can"
        raise UserFault(what, where=f"part {part.name!r}", next_step=step)
    if empty := [leaf.name for leaf in leaves if leaf.unsupported]:
        nothing = f"{len(empty)} of {len(leaves)} sections have nothing to make rows of ({first_of(empty)})"
        said(f"{part.name}: {nothing}")
    found = sum(len(items) for items in stock.values())
    if found < part.rows:
        said(f"{part.name}: the documents give {found} rows of this kind, {part.rows} are wanted")
    return tree


def _problems(part: Part, resources: Resources, said: Said) -> ConceptTree:
    """Families of problems that serve the part at every level asked for. A leaf's id is its family's name.

    A part that is about the prices of the user's documents gets only families that these suffice for; else
    the problems may have made-up prices. Raises UserFault: an unknown family or level, or no family fits."""
    from seedbed.tools.offline.problems import library

    prices = tuple(resources.prices)
    levels = difficulties(part)
    about_prices = any(PRICES.search(text) for text in (part.topic, *part.guidance))
    if about_prices and not prices:
        lacking = "no prices were found in the documents" if resources.sources else "there are no documents"
        said(f"{part.name}: {lacking}, so problems have prices of their own")
    elif part.topic != EVERYDAY and not about_prices:
        said(f"{part.name}: no model words the problems: they have scenes of their own, not {part.topic!r}")
    _check("family", part, part.families, [family.name for family in library.families()])
    _check("difficulty", part, levels, LEVELS)
    bound = about_prices and bool(prices)
    grown = [Concept(id=ROOT, name=part.topic[:120], inside="Word problems with one right answer.")]
    grown += [
        Concept(id=one.name, name=one.name.replace("-", " "), parents=(ROOT,), inside=one.gloss)
        for one in library.families()
        if (not part.families or one.name in part.families)
        and (not bound or all(library.fits(one.name, level, prices) for level in levels))
    ]
    if len(grown) == 1:
        lacking = "the prices found in the documents suffice for no family" if bound else "no family fits"
        what = f"{lacking} at the levels {', '.join(levels)}"
        step = "ask for fewer levels or other families, or leave the prices out of the topic"
        raise UserFault(what, where=f"part {part.name!r}", next_step=step)
    return ConceptTree(concepts=tuple(grown))


def _check(what: str, part: Part, names: Iterable[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise UserFault(unknown(what, name, known), where=f"part {part.name!r}")


# subtopics of the domain, as many as the rows can fill; without a model that can plan, labels alone ------


def root_of(part: Part) -> Concept:
    """The whole domain of a part."""
    return Concept(id=ROOT, name=part.topic[:120])


def breadths(rows: int, most: int | None = None) -> tuple[int, ...]:
    """Children per concept, level by level, so that leaves have about ROWS_PER_LEAF rows, of few rows fewer;
    none below two leaves. `most`: leaves at most, about."""
    leaves = max(min(rows // ROWS_PER_LEAF, BREADTH * BREADTH), min(max(rows // 2, 2), rows, _FEW))
    leaves = min(leaves, most or leaves)
    if leaves < 2:
        return ()
    if leaves <= BREADTH:
        return (leaves,)
    first = math.ceil(math.sqrt(leaves))
    return (min(first, BREADTH), min(math.ceil(leaves / first), BREADTH))


async def grow_topics(part: Part, spec: Spec, shop: Workshop, most: int | None) -> ConceptTree:
    """The tree of a part whose rows a model writes about subtopics. `most`: concepts that are asked for, at
    most, about."""
    root, said = root_of(part), shop.said
    tops, shares = [root], [1.0]
    if labels := label_concepts(part):
        tops, shares = labels, [label.share for label in part.labels]
    rows = [int(part.rows * share / sum(shares)) for share in shares]
    each = max(2, most // len(tops)) if most else None  # one alone would be the label again
    shapes = [breadths(number, each) for number in rows]
    if not any(shapes):
        return ConceptTree(concepts=(root,))
    if not able(shop.client):
        model = shop.client.endpoint("planner").model
        said(f"{part.name}: the planner's model {model!r} can't propose distinct subtopics; {_spread(part)}")
        return ConceptTree(concepts=(root,))
    found = await finished(_below(part, spec, shop, *one) for one in zip(tops, rows, shapes, strict=True))
    concepts = [root]
    for top, shape, some in zip(tops, shapes, found, strict=True):
        concepts += [*([top] if top is not root else []), *some]
        if shape and not some:
            of, so = (f" of {top.name!r}", "") if top.labels else ("", f"; {_spread(part)}")
            said(f"{part.name}: the planner's model proposed no usable subtopics{of}{so}")
    return ConceptTree(concepts=tuple(supported(part, concepts, shop.resources, said)))


def _spread(part: Part) -> str:
    return f"rows are spread over {'labels' if part.labels else 'levels and attributes'} alone"


def label_concepts(part: Part) -> list[Concept]:
    """A concept for each label, under the root, where each has subtopics of its own: those that cut the
    domain (intents, topics) have, those that judge it (sentiment, urgency) share theirs, so that a label
    can't be guessed from the subtopic."""
    found: list[Concept] = []
    if recipe_of(part).leaf.of != "axis" or len(part.labels) < 2:
        return found
    for label in part.labels:
        about = {"inside": label.definition, "outside": label.outside, "labels": (label.name,)}
        name = clean(label.name, 120)
        found.append(below(root_of(part), name, [ROOT, *(one.id for one in found)], **about))
    return found


async def _below(
    part: Part, spec: Spec, shop: Workshop, parent: Concept, rows: int, shape: Sequence[int]
) -> list[Concept]:
    """The concepts below one, level by level, parents first; none that says what an earlier one says."""
    if not shape:
        return []
    children = await propose_concepts(part, spec, shop, parent, shape[0], rows, [ROOT])
    if len(children) < 2:
        return []
    each = rows // len(children)
    result = list(children)
    deeper = (_below(part, spec, shop, child, each, shape[1:]) for child in children)
    for some in await finished(deeper):
        new = unlike([one.name for one in some], [one.name for one in result])
        fresh = list(compress(some, new))
        result += fresh if len(fresh) > 1 else []
    return result


def supported(part: Part, concepts: Sequence[Concept], resources: Resources, said: Said) -> list[Concept]:
    """The concepts, leaves without a passage near them marked and said; all as they are without documents,
    and where concepts or a passage aren't English, so that vectors don't tell.

    Questions about documents grow their concepts out of them (`grow_grounded.py`); here a model proposes
    them, and one that the documents say nothing of isn't planned silently."""
    inner = {parent for concept in concepts for parent in concept.parents}
    leaves = [one for one in concepts if one.id not in inner and one.parents]
    if not resources.chunks or not leaves:
        return list(concepts)
    lines, texts = [f"{one.name}: {one.inside}" for one in leaves], [one.text for one in resources.chunks]
    spoken = languages_of([" ".join(lines), *texts], ["", *(one.source for one in resources.chunks)])
    if any(language != ENGLISH for language in spoken):
        return list(concepts)
    near = embed(lines) @ embed(texts).T
    bare = {leaf.id for leaf, best in zip(leaves, near.max(axis=1), strict=True) if float(best) < NEAR}
    if not bare:
        return list(concepts)
    named = first_of([repr(concept.name) for concept in concepts if concept.id in bare], _NAMED)
    said(f"{part.name}: no passage of the documents is near to {named}; their rows rest on the model alone")
    why = "no passage of the documents is near to it"
    return [c.model_copy(update={"unsupported": why}) if c.id in bare else c for c in concepts]
