"""Where a run's store lies in PostgreSQL: a schema of its own in a database that runs share. The run folder
keeps a note of it, without a password: that is libpq's to find (PGPASSWORD, PGPASSFILE, a service)."""

import hashlib
import json
import os
import re
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from shlex import quote
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import own_folder, typed

_SCHEME = "postgresql://"
_KEPT = {"host", "hostaddr", "port", "user", "dbname", "service", "target_session_attrs"} | {
    *("sslmode", "sslrootcert", "sslcert", "sslkey")
}
"""What of an address is kept, and taken from a note: nothing else can a folder made elsewhere tell libpq."""
READ_ONLY, _DENIED, _NO_TABLE, _NO_SCHEMA = "25006", "42501", "42P01", "3F000"
"""SQLSTATE of what is written to a standby, of a right that lacks, and of what isn't there, or is in a schema
that the user may not use."""
_ALIVE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""Seconds (the last: milliseconds) after which either end takes the other to be gone."""
_SERVER = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
_MARKS = (("\x01", "\x01\x02"), ("\x00", "\x01\x01"))
"""PostgreSQL's texts can't hold NUL: it and the mark are written as two characters, in the same order."""


@dataclass(frozen=True, slots=True)
class Place:
    """One run's schema."""

    database: str
    """As libpq takes it, without a password."""
    schema: str

    @property
    def note(self) -> str:
        """As the run folder has it."""
        return json.dumps({"postgresql": self.database, "schema": self.schema}, indent=1) + "\n"

    @property
    def lock(self) -> int:
        """The advisory lock of whoever works on the run."""
        return int.from_bytes(hashlib.sha256(self.schema.encode()).digest()[:8], "big", signed=True)

    def __str__(self) -> str:
        from psycopg.conninfo import conninfo_to_dict

        said: dict[str, Any] = conninfo_to_dict(self.database)
        host, port, service = said.get("host", ""), said.get("port", "").strip(","), said.get("service")
        name = said.get("dbname", "") or (f"?service={service}" if service else "")
        path = f"{name}?host={host}" if host.startswith("/") else name  # a socket's folder
        at = "" if path != name else f"{host}{f':{port}' if port else ''}"
        return f"{_SCHEME}{f'{user}@' if (user := said.get('user')) else ''}{at}/{path}"

    def fault(self, what: str, step: str) -> UserFault:
        """What is wrong with it, to be told."""
        return UserFault(" ".join(what.split()), where=str(self), next_step=step)

    def mended(self, state: str) -> str:
        """What a person does about a fault of this SQLSTATE in a run that is there; empty: it isn't foreseen
        here."""
        used = f"GRANT USAGE ON SCHEMA {self.schema}"
        given = f"{used}; GRANT ALL ON ALL TABLES (and ALL SEQUENCES) IN SCHEMA {self.schema}"
        lost = f"restore the schema {self.schema} from a copy; or, if it is there, let this user in: {used}"
        return {
            READ_ONLY: "wait until it takes writes again, or name the server that does (resume --store)",
            _DENIED: f"give this user its rights back: {given}",
            _NO_TABLE: lost,
            _NO_SCHEMA: lost,
        }.get(state, "")

    def unreached(self, why: str) -> "Unreached":
        """Why there is no connection, with what to do about it."""
        more = "see to more connections: a build takes one, each of its workers too, and who looks on"
        steps = {
            "password": "give it in PGPASSWORD or ~/.pgpass, or in the address of --store",
            "does not exist": "make it (createdb, createuser), or mend the name",
            "too many": more,
            "slots are reserved": more,
            "pg_hba.conf": "ask whose database it is to let this machine and user in",
        }
        found = (step for said, step in steps.items() if said in why)
        step = next(found, "see that the server runs and can be reached from here")
        return Unreached(" ".join(why.split()), where=str(self), next_step=step)


class Unreached(UserFault):
    """There is no connection to a database."""


def driver(where: str) -> None:
    """See that psycopg is there. Raises UserFault: it isn't installed."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        step = "pip install 'seedbed[postgres]'"
        raise UserFault("this store needs PostgreSQL's driver", where=where, next_step=step) from error


def place_of(url: str, run: Path | None = None) -> Place:
    """Where the store of a new run is to lie; a password in the address is this process's and its children's
    from here on, and stands nowhere else.

    Args:
        run: Its folder, after which the schema is named; None: only its database is asked for.

    Raises:
        UserFault: it is no address of a PostgreSQL database, or the driver isn't there."""
    kind = url.partition("://")[0] if "://" in url else ""
    form = f"write {_SCHEME}USER@HOST/DATABASE, the password in PGPASSWORD or ~/.pgpass"
    if kind not in ("postgresql", "postgres"):
        what = f"a store of the kind {kind!r} isn't known" if kind else "that is no address of a database"
        raise UserFault(what, where="--store", next_step=form)
    driver("--store")
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        said: dict[str, Any] = conninfo_to_dict(url)
    except psycopg.Error as error:  # its words may hold the password
        raise UserFault("libpq can't read that address", where="--store", next_step=form) from error
    if password := said.get("password"):
        os.environ["PGPASSWORD"] = password
    if "@" in said.get("host", "")[1:] + said.get("dbname", ""):  # what is shown would hold the password
        what, step = "that address can't be told apart", "write / as %2F and @ as %40 in a password"
        raise UserFault(what, where="--store", next_step=step)
    if strange := sorted(said.keys() - _KEPT - {"password"}):
        raise UserFault(f"takes no {strange[0]!r} in an address", where="--store", next_step=form)
    slug = re.sub(r"[^a-z0-9]+", "_", run.absolute().name.lower()).strip("_")[:30] if run else ""
    kept = make_conninfo(**{name: said[name] for name in said if name in _KEPT})
    return Place(kept, f"seedbed_{slug}_{secrets.token_hex(4)}")


def _named() -> Path:
    """The databases that this user named on this machine, an address a line."""
    return own_folder() / "databases"


def remember(place: Place) -> None:
    """This user named its database, which notes may name from here on."""
    named = _named()
    with suppress(OSError):  # then `--store` is asked for again
        if place.database not in _lines(named):
            named.parent.mkdir(parents=True, exist_ok=True)
            with named.open("a", encoding="utf-8") as file:
                file.write(f"{place.database}\n")


def see_named(place: Place, note: Path) -> None:
    """See that a note, which may come from anywhere, sends nobody's password to where it likes. Raises
    UserFault: this user hasn't named its database here."""
    if place.database not in _lines(_named()):
        what = f"names {place}, which nobody named here: a password might go to a stranger"
        words = typed(note.parent), "--store", quote(str(place))
        step = f"if it is the run's database: seedbed status {' '.join(words)}"
        raise UserFault(what, where=str(note), next_step=step)


def _lines(named: Path) -> list[str]:
    return named.read_text(encoding="utf-8").splitlines() if named.is_file() else []


def read_note(text: str, where: str) -> Place:
    """The place that a note tells. Raises UserFault: it tells none."""
    driver(where)
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        note = json.loads(text)
        said: dict[str, Any] = conninfo_to_dict(note["postgresql"])
        if re.fullmatch(r"seedbed_[a-z0-9_]{1,50}", note["schema"]):
            return Place(
                make_conninfo(**{name: said[name] for name in said if name in _KEPT}), note["schema"]
            )
    except (ValueError, KeyError, TypeError, psycopg.Error):
        pass
    step = "restore it from a copy: it names the database and the schema of the run's store"
    raise UserFault("the note of where the store lies can't be read", where=where, next_step=step)


@lru_cache(maxsize=16)
def engine(place: Place, *, write: bool) -> sa.Engine:
    """An engine without a pool, every statement its own transaction where none is begun."""
    return sa.create_engine(
        "postgresql+psycopg://",
        creator=lambda: _connect(place, write=write),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        paramstyle="format",
        use_native_hstore=False,
    )


def _connect(place: Place, *, write: bool) -> Any:
    import psycopg
    from psycopg.adapt import Loader
    from psycopg.types.numeric import IntLoader
    from psycopg.types.string import StrDumper

    class Dumper(StrDumper):
        def dump(self, obj: str) -> Any:
            for char, written in _MARKS if "\x00" in obj or "\x01" in obj else ():
                obj = obj.replace(char, written)
            return super().dump(obj)

    class Text(Loader):
        def load(self, data: Any) -> str:
            text = bytes(data).decode()
            for char, written in reversed(_MARKS) if "\x01" in text else ():
                text = text.replace(written, char)
            return text

    settings = f"-c search_path={place.schema} {_SERVER}"
    raw = psycopg.connect(
        place.database,
        autocommit=True,
        application_name=f"seedbed {socket.gethostname()[:30]} {os.getpid()}",
        client_encoding="UTF8",
        options=settings if write else f"{settings} -c default_transaction_read_only=on",
        **_ALIVE,  # type: ignore[arg-type]  # numbers and texts
    )
    raw.adapters.register_dumper(str, Dumper)
    for kind in ("text", "varchar"):
        raw.adapters.register_loader(kind, Text)
    raw.adapters.register_loader("numeric", IntLoader)  # a sum of whole numbers
    return raw
