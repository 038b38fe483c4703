"""Which methods speak English only: their wordings or checks were written and tested in no other language."""

from seedbed.agent.work import Env
from seedbed.memory.languages import language_code
from seedbed.memory.spec import Part


def english_only(part: Part, env: Env) -> str | None:
    """Why such a method can't serve a spec in another language; None: it is English."""
    language = env.spec.language
    if language_code(language) == "en":
        return None
    return (
        f"it was tested in English only, not in {language} — name a model that can write JSON in that "
        "language with --model and --base-url"
    )
