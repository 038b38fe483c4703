"""`seedbed graphs`: the graphs as they are, drawn by themselves."""

import click


@click.command()
def graphs() -> None:
    """Print the graphs as Mermaid."""
    from seedbed.graphs import build
    from seedbed.graphs.candidate import conversation, dialogue, sample

    for one in (build, sample, dialogue, conversation):
        graph = one.graph()
        click.echo(f"%% {graph.name}")
        click.echo(graph.get_graph().draw_mermaid())
