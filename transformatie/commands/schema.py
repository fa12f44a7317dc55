"""`transformatie schema`."""

from __future__ import annotations

import click

from transformatie.commands.common import write_json


@click.command()
@click.argument("what", type=click.Choice(["building", "result"]))
def schema(what: str) -> None:
    """JSON Schema of the input file or of the result."""
    from transformatie.input.building import Building
    from transformatie.result import Result

    write_json((Building if what == "building" else Result).model_json_schema(), "-")
