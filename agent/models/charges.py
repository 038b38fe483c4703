"""What a call may cost at most, what it did cost, and which request it was.

Knows bodies and prices, no endpoint.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from seedbed.memory.spec import Price
from seedbed.memory.store.protocol import Charge, Usage


def request_hash(request: Mapping[str, Any]) -> str:
    """Tells a journaled request from another one; no contract, so the fastest stable form will do."""
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


def upper_bound(body: Mapping[str, Any]) -> int:
    """Tokens of a prompt at most: its bytes, for no tokenizer makes more tokens than bytes."""
    said = body.get("prompt", "") or body.get("messages", "") or body.get("input", "")
    return len(str(said).encode()) + len(str(body.get("tools", "")))


def cost(price: Price | None, prompt: int, completion: int) -> float:
    """US dollars; 0 where no price is known."""
    return (prompt * price.prompt + completion * price.completion) / 1e6 if price else 0.0


def usage(kept: Mapping[str, Any], charge: Charge, price: Price | None, seconds: float) -> Usage:
    """What the endpoint says it used; the reservation where it says nothing."""
    said = kept["usage"]
    if "prompt_tokens" not in said:
        return Usage(charge.reserved_tokens, 0, charge.reserved_usd, seconds)
    prompt, completion = int(said["prompt_tokens"]), int(said.get("completion_tokens") or 0)
    return Usage(prompt, completion, cost(price, prompt, completion), seconds)
