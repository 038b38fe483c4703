"""Which index a run's passages go into: its own, or one that runs share (`--knowledge`)."""

from urllib.parse import urlsplit

from seedbed.graphs.run import Run
from seedbed.tools.knowledge.collection import is_loopback, is_server
from seedbed.tools.knowledge.index import KnowledgeIndex, open_index, open_shared


def index_of(run: Run) -> KnowledgeIndex:
    """The run's index, opened. Where the documents' text leaves this machine, it says to which host.

    Raises:
        UserFault: it can't be opened, or may not be.
    """
    spec = run.known_spec()
    if not spec.knowledge:
        return open_index(run.folder.index)
    host = urlsplit(spec.knowledge).hostname or "" if is_server(spec.knowledge) else ""
    if host and spec.egress and not is_loopback(host):
        run.watcher.said(f"the documents' text goes to the Chroma server at {host}")
    return open_shared(spec.knowledge, egress=spec.egress)
