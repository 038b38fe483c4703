"""Presets: endpoints that people have, by one word: their addresses and the variables of their keys."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of endpoint."""

    name: str
    base_url: str
    """Root of the API; empty where each user has their own, or none."""
    api_key_env: str = ""
    """The variable in which its users keep their key; empty: it needs none."""
    base_url_env: str = ""
    """The variable in which its users keep the address of their own endpoint."""
    base_url_path: str = ""
    """What comes after that address."""
    hint: str = ""
    """What to do when its settings are not complete."""


EMBEDDED = "embedded"
PRESETS = (
    Preset(
        "openai", "https://api.openai.com/v1", "OPENAI_API_KEY", hint="name the model: --model openai:NAME"
    ),
    Preset(
        "azure",
        "",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_ENDPOINT",
        "/openai/v1",
        hint="set AZURE_OPENAI_ENDPOINT to https://RESOURCE.openai.azure.com; the model is the deployment",
    ),
    Preset(
        "openrouter",
        "https://openrouter.ai/api/v1",
        "OPENROUTER_API_KEY",
        hint="--model openrouter:VENDOR/NAME",
    ),
    Preset("ollama", "http://127.0.0.1:11434/v1", hint="`ollama list` shows the names: --model ollama:NAME"),
    Preset(
        "vllm", "http://127.0.0.1:8000/v1", hint="--model vllm:NAME, or --base-url where it listens elsewhere"
    ),
    Preset("llamacpp", "http://127.0.0.1:8080/v1", hint="--base-url where llama-server listens elsewhere"),
    Preset("lmstudio", "http://127.0.0.1:1234/v1", hint="start its server: LM Studio, Developer, Start"),
    Preset(EMBEDDED, "", hint="`seedbed models pull` gets the weights; --model FILE.gguf runs any others"),
)
BY_NAME = {preset.name: preset for preset in PRESETS}


def split_preset(word: str) -> tuple[str, str]:
    """`ollama:llama3:8b` → (`ollama`, `llama3:8b`), `embedded` → (`embedded`, ``), `my.gguf` → (`embedded`,
    `my.gguf`), else (``, word)."""
    first, _, rest = word.partition(":")
    if first in BY_NAME and (rest or first == EMBEDDED):
        return first, rest
    if word.casefold().endswith(".gguf"):
        return EMBEDDED, word
    return "", word
