"""`rostrum contract`: write the JSON Schema of every frame, view and command, and the documents made from it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.web.cli.contract import asyncapi, schema

FRONTEND = Path(__file__).resolve().parents[4] / "frontend"


class Command(BaseCommand):
    """Writes the contract; with `--check` only looks whether it is as it would be written."""

    help = "Write the contract (JSON Schema, AsyncAPI) from the server's own types."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if something is stale")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        documents = {"contract.schema.json": schema(), "asyncapi.json": asyncapi()}
        for name, document in documents.items():
            text = json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
            path = FRONTEND / name
            if check and (not path.exists() or path.read_text() != text):
                raise CommandError(f"frontend/{name} is stale: run ./rostrum contract, then npm run contract.")
            if not check:
                path.write_text(text)
