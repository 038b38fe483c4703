"""`seedbed graphs`: the graphs as they are, drawn by themselves."""

import click


@click.command()
def graphs() -> int:
    """Print the graphs as Mermaid."""
    from seedbed.graphs import build
    from seedbed.graphs.candidate import dialogue, sample, talk

    for one in (build, sample, dialogue, talk):
        graph = one.graph()
        click.echo(f"%% {graph.name}")
        click.echo(graph.get_graph().draw_mermaid())
    return 0
