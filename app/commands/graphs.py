"""`seedbed graphs`: the graphs as they are, drawn by themselves."""

import click


@click.command()
def graphs() -> int:
    """Print the graphs as Mermaid."""
    from seedbed.graphs import build, sample, talk

    for name, graph in (("build", build.graph()), ("sample", sample.graph()), ("talk", talk.graph())):
        click.echo(f"%% {name}")
        click.echo(graph.get_graph().draw_mermaid())
    return 0
