"""Questions that structure made, as people ask them when it is known what they talk about."""

import re

_PLACE = r"(?:the section )?“[^”]*”(?: of “[^”]*”)?"
_FRONT = re.compile(rf"According to {_PLACE}, (?P<rest>.)")
_END = re.compile(rf", according to {_PLACE}\?$")


def in_talk(question: str) -> str:
    """A question without the place to look at, which is what the talk is about, and as people say it."""
    bare = _END.sub("?", _FRONT.sub(lambda found: found["rest"].upper(), question))
    bare = re.sub(r"^Of how many (.+?) (do|does|did) (.+) consist\?", r"How many \1 \2 \3 consist of?", bare)
    whom = re.fullmatch(r"(?P<front>.+, )?[Bb]y whom (?P<rest>.+)\?", bare)
    if whom:
        bare = f"{whom['front'] or ''}{'who' if whom['front'] else 'Who'} {whom['rest']} by?"
    return bare
