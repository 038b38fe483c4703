"""Precedence of model settings, and where keys may go."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from seedbed.agent.models.listing import with_names
from seedbed.agent.models.settings import Settings, played_by, resolve
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Model, Price
from tests.loopback import loopback

NOWHERE = Path("/nonexistent/config.yaml")


def flagged(model: str = "", base_url: str = "") -> dict[str, str]:
    return {"SEEDBED_MODEL": model, "SEEDBED_BASE_URL": base_url}


def settings(
    spec: dict[str, Model] | None = None,
    flags: Mapping[str, str] = {},
    environ: dict[str, str] | None = None,
    *,
    cwd: Path = Path("/nonexistent"),
    user: Path = NOWHERE,
) -> Settings:
    return resolve(spec or {}, flags, environ or {}, cwd, user=user)


def test_each_place_beats_the_next(tmp_path: Path) -> None:
    user = tmp_path / "config.yaml"
    user.write_text("models:\n  default: {base_url: 'http://user:1/v1', model: u, timeout: 7}\n")
    dotenv = tmp_path / ".env"
    spec = {"default": Model(base_url="http://spec:1/v1", model="s")}

    def one(flags: Mapping[str, str] = {}, environ: dict[str, str] | None = None) -> tuple[str, str, str]:
        found = settings(spec, flags, environ, cwd=tmp_path, user=user).models["default"]
        assert found.model.timeout == 7
        assert found.origins["timeout"] == "user file"
        return found.model.base_url, found.model.model, found.origins["base_url"]

    assert one() == ("http://spec:1/v1", "s", "spec")
    dotenv.write_text("SEEDBED_BASE_URL=http://dot:1/v1\n")
    assert one() == ("http://dot:1/v1", "s", "./.env")
    env = {"SEEDBED_BASE_URL": "http://env:1/v1/", "SEEDBED_MODEL": "e"}
    assert one(environ=env) == ("http://env:1/v1", "e", "environment")
    assert one(flagged(base_url="http://flag:1/v1"), env) == ("http://flag:1/v1", "e", "flag")
    assert one(flagged("f", "http://flag:1/v1"), env) == ("http://flag:1/v1", "f", "flag")
    spec = {}
    dotenv.unlink()
    assert one() == ("http://user:1/v1", "u", "user file")


@pytest.mark.parametrize(
    ("said", "meant"),
    [("http:/a:1/v1", "http://a:1/v1"), (" http:a:1/v1\n", "http://a:1/v1"), ("http://a\\@b", "http://a/@b")],
)
def test_an_address_is_checked_and_used_as_the_same(said: str, meant: str) -> None:
    assert settings({}, flagged("m", said)).models["default"].model.base_url == meant


OPENAI = "https://api.openai.com/v1"
AZURE = {"AZURE_OPENAI_ENDPOINT": "https://me.openai.azure.com/", "AZURE_OPENAI_API_KEY": "k"}


@pytest.mark.parametrize(
    ("word", "environ", "address", "name"),
    [
        ("openai:gpt-x", {"OPENAI_API_KEY": "k"}, OPENAI, "gpt-x"),
        ("gpt-x", {"OPENAI_API_KEY": "k"}, OPENAI, "gpt-x"),  # a bare name with its key
        ("azure:mine", AZURE, "https://me.openai.azure.com/openai/v1", "mine"),
        ("ollama:llama3.2:3b", {}, "http://127.0.0.1:11434/v1", "llama3.2:3b"),
        ("vllm:meta/Llama-3", {}, "http://127.0.0.1:8000/v1", "meta/Llama-3"),
    ],
)
def test_a_preset_brings_its_address_and_key(
    word: str, environ: dict[str, str], address: str, name: str
) -> None:
    found = settings(flags=flagged(model=word), environ=environ).models["default"]
    assert (found.model.base_url, found.model.model) == (address, name)
    assert found.api_key == ("k" if environ else "") and "'k'" not in repr(found)


def test_embedded_by_flag_beats_an_endpoint_in_the_environment() -> None:
    found = settings(flags=flagged(model="embedded"), environ={"OPENAI_BASE_URL": "http://x/v1"})
    assert found.models["default"].embedded
    assert found.configured


@pytest.mark.parametrize("word", ["mine.gguf", "embedded:mine.gguf", "/models/Mine.GGUF"])
def test_a_gguf_file_is_run_by_the_embedded_server_and_recorded_by_its_whole_path(word: str) -> None:
    found = settings(flags=flagged(model=word)).models["default"]
    weights = Path("/nonexistent") / word.removeprefix("embedded:")
    assert found.embedded and found.weights == weights
    again = settings(settings(flags=flagged(model=word)).recorded()).models["default"]
    assert again.weights == weights
    assert settings(flags=flagged(model="embedded")).models["default"].weights is None
    served = settings(flags=flagged("mine.gguf", "http://127.0.0.1:8080/v1")).models["default"]
    assert (served.embedded, served.model.model) == (False, "mine.gguf"), "a server's name for it"


NAMED = "OPENAI_BASE_URL=http://there/v1\nSEEDBED_MODEL=m\n"


@pytest.mark.parametrize(
    ("spec", "dotenv", "environ", "key"),
    [
        ({"default": Model(base_url="http://there/v1", model="m")}, "", {}, ""),
        ({}, NAMED, {}, ""),
        ({}, "", dict(line.split("=") for line in NAMED.split()), "k"),
    ],
)
def test_openai_key_of_the_environment_goes_to_no_address_that_a_less_trusted_place_named(
    tmp_path: Path, spec: dict[str, Model], dotenv: str, environ: dict[str, str], key: str
) -> None:
    (tmp_path / ".env").write_text(dotenv)
    found = settings(spec, environ={"OPENAI_API_KEY": "k", **environ}, cwd=tmp_path).models["default"]
    assert (found.model.base_url, found.api_key) == ("http://there/v1", key)


def test_headers_of_the_user_file_go_to_their_own_host_alone(tmp_path: Path) -> None:
    user = tmp_path / "config.yaml"
    user.write_text("models:\n  default: {base_url: 'https://a.example/v1', model: m, headers: {X-Key: s}}\n")
    assert settings(user=user).models["default"].model.headers == {"X-Key": "s"}
    same = settings(flags=flagged(base_url="https://a.example/v2"), user=user).models["default"]
    assert same.model.headers == {"X-Key": "s"}
    other = settings(flags=flagged(base_url="https://b.example/v1"), user=user).models["default"]
    assert other.model.headers == {}


def test_half_a_price_is_refused_of_a_model_that_completes() -> None:
    half = Model(base_url="http://a/v1", model="m", price=Price(prompt=1))
    with pytest.raises(UserFault, match=r"price: `completion` is missing"):
        settings({"default": half})
    whole = half.model_copy(update={"price": Price(prompt=1, completion=2)})
    both = {"default": whole, "vectors": half}
    assert resolve(both, environ={}, spec_roles={"embedder": "vectors"}, user=NOWHERE).models


def test_price_belongs_to_its_model() -> None:
    price = Price(prompt=1, completion=0)
    spec = {"default": Model(base_url="http://a/v1", model="m", price=price)}
    assert settings(spec).models["default"].model.price == price
    assert settings(spec, flagged(model="other")).models["default"].model.price is None


def test_seedbed_key_beats_the_variable_that_the_spec_names() -> None:
    spec = {"default": Model(base_url="http://a/v1", model="m", api_key_env="MINE")}
    assert settings(spec, environ={"MINE": "1"}).models["default"].api_key == "1"
    assert settings(spec, environ={"MINE": "1", "SEEDBED_API_KEY": "2"}).models["default"].api_key == "2"


def test_a_spec_with_one_model_means_it_for_every_role() -> None:
    found = settings({"big": Model(base_url="http://a/v1", model="m")})
    assert found.model("judge").model.model == "m"
    assert "its only model, big" in found.models["default"].origins["model"]


def test_roles_come_from_the_user_file_and_the_spec(tmp_path: Path) -> None:
    user = tmp_path / "config.yaml"
    user.write_text("models:\n  big: {preset: ollama, model: b}\nroles: {judge: big}\n")
    found = settings(user=user)
    assert found.model("judge").model.model == "b"
    assert found.model("writer").embedded
    with pytest.raises(UserFault, match="no model is named 'bigg'"):
        resolve({}, {}, {}, Path("/nonexistent"), spec_roles={"judge": "bigg"}, user=user)


def test_who_speaks_in_a_talk_is_the_writer_where_no_other_is_named() -> None:
    assert played_by("assistant", {"writer": "big"}) == played_by("weaker", {"writer": "big"}) == "big"
    assert played_by("weaker", {"writer": "big", "assistant": "small"}) == "small"
    assert played_by("user", {"judge": "big"}) == "default"


TWO = {name: Model(base_url="http://a/v1", model=name) for name in ("big", "small")}


def falling(to: str, small: str = "") -> dict[str, Model]:
    """A model with a fallback, and others that may be it."""
    return {
        "default": Model(base_url="http://a/v1", model="big", fallback=to),
        "small": Model(base_url="http://b/v1", model="small", fallback=small),
        "same": Model(base_url="http://a/v1", model="small"),
        "tiny": Model(preset="embedded"),
    }


@pytest.mark.parametrize(
    ("spec", "flags", "said"),
    [
        ({}, flagged("gpt-x"), "no endpoint"),
        ({}, flagged("embeded"), "did you mean `--model embedded`"),
        ({}, flagged("m", "localhost:8000"), "is no address"),
        ({}, flagged("m", "ftp://x/v1"), "is no address"),
        ({}, flagged("m", "http://"), "is no address"),
        ({}, flagged("m", "http://x:99999/v1"), "is no address"),
        ({}, flagged("m", "http://me:secret@x/v1"), "holds a password"),
        ({}, flagged("m", "http://x/v1?api-version=1"), "is no root of an API"),
        ({}, flagged("azure:mine"), "AZURE_OPENAI_ENDPOINT"),
        (
            {"default": Model(base_url="http://a/v1", model="m", api_key_env="MINE")},
            {},
            "MINE is not set",
        ),
        ({"default": Model(preset="olama", model="x")}, {}, "did you mean 'ollama'"),
        (TWO, {}, "none of big, small is named `default`"),
        (falling("smal"), {}, "did you mean 'small'"),
        (falling("small", small="default"), {}, "has a fallback itself"),
        (falling("default"), {}, "has a fallback itself"),
        (falling("same"), {}, "would be down with it"),
        (falling("tiny"), {}, "in nobody's place"),
    ],
)
def test_what_is_wrong_is_named(spec: dict[str, Model], flags: Mapping[str, str], said: str) -> None:
    with pytest.raises(UserFault, match=said) as fault:
        settings(spec, flags)
    assert "secret" not in str(fault.value)


@pytest.mark.parametrize("key", ["secret…", "sec\nret", "sécret"])
def test_a_key_or_header_that_cant_be_sent_is_named_and_not_shown(key: str) -> None:
    flags = flagged("m", "http://a/v1")
    with pytest.raises(UserFault, match=r"SEEDBED_API_KEY \(environment\)") as fault:
        settings({}, flags, {"SEEDBED_API_KEY": key})
    assert key not in str(fault.value)
    assert settings({}, flags, {"SEEDBED_API_KEY": "k\r\n"}).models["default"].api_key == "k"
    spec = {"default": Model(base_url="http://a/v1", model="m", headers={"X-Key": key})}
    with pytest.raises(UserFault, match=r"models\.default\.headers\.X-Key"):
        settings(spec)


def test_a_wrong_user_file_is_named_with_its_line(tmp_path: Path) -> None:
    user = tmp_path / "config.yaml"
    user.write_text("models:\n  default:\n    base_ur: x\n")
    with pytest.raises(UserFault, match=r"config\.yaml.*base_url.*line 3"):
        settings(user=user)


def test_a_model_of_the_user_file_that_nobody_plays_needs_no_key(tmp_path: Path) -> None:
    user = tmp_path / "config.yaml"
    spare = "{base_url: 'http://a/v1', model: s}"
    big, other = (f"{{preset: openai, model: m, fallback: {name}}}" for name in ("spare", "big"))
    user.write_text(f"models:\n  big: {big}\n  other: {other}\n  spare: {spare}\n")
    key = {"OPENAI_API_KEY": "k"}
    assert [*settings({}, flagged("ollama:x"), user=user).models] == ["default"]
    found = resolve({}, flagged("ollama:x"), key, spec_roles={"judge": "big"}, user=user)
    assert [*found.models] == ["default", "big", "spare"]
    with pytest.raises(UserFault, match="did you mean 'other'"):
        resolve({}, flagged("ollama:x"), key, spec_roles={"judge": "othe"}, user=user)


@pytest.mark.parametrize(("status", "body"), [(401, b"{}"), (200, b"<html>"), (200, b"[" * 90_000)])
def test_an_endpoint_without_a_list_of_models_is_told_in_one_line(status: int, body: bytes) -> None:
    with loopback(lambda _: (status, "application/json", body)) as address, pytest.raises(UserFault) as fault:
        with_names(settings({"default": Model(base_url=f"{address}/v1")}), print)
    assert "api_key_env" in str(fault.value) and "\n" not in str(fault.value)
