"""`/docs`: the HTTP interface on one page, made from its OpenAPI document; no script, nothing from elsewhere."""

from html import escape
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_METHODS: Final = ("get", "post", "put", "patch", "delete")
_HEAD: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Rosterhub HTTP interface</title>"
)


class Reference:
    """The page of one application's interface, mounted at `prefix`."""

    def __init__(self, api: FastAPI, prefix: str) -> None:
        self._api = api
        self._prefix = prefix

    async def __call__(self, request: Request) -> Response:
        """Answer GET."""
        del request
        return HTMLResponse(self.text(), headers={"cache-control": "no-cache"})

    def text(self) -> str:
        """Return the page."""
        document = self._api.openapi()
        parts = [_HEAD, "<body><h1>Rosterhub HTTP interface</h1>"]
        parts.append(f'<p>As <a href="{self._prefix}/openapi.json">OpenAPI 3.1</a>. Errors are RFC 9457 problem documents with a code.</p>')
        for path, methods in document["paths"].items():
            title = f"{self._prefix}{path}"
            parts += [_operation(f"{method.upper()} {title}", methods[method]) for method in _METHODS if method in methods]
        return "".join(parts) + "</body></html>"


def _operation(title: str, operation: dict[str, Any]) -> str:
    rows = [
        f"<dt>{escape(one['name'])} ({escape(one['in'])})</dt><dd>{escape(_kind(one['schema']))}</dd>"
        for one in operation.get("parameters", ())
    ]
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        rows.append(f"<dt>body, {escape(media_type)}</dt><dd>{escape(_kind(content['schema']))}</dd>")
    for status, answer in operation["responses"].items():
        schemas = [_kind(content.get("schema", {})) for content in answer.get("content", {}).values()]
        rows.append(f"<dt>{escape(status)}</dt><dd>{escape(', '.join(filter(None, schemas)) or answer['description'])}</dd>")
    words = escape(operation.get("description", ""))
    return f"<h2><code>{escape(title)}</code></h2><p>{words}</p><dl>{''.join(rows)}</dl>"


def _kind(schema: dict[str, Any]) -> str:
    if reference := schema.get("$ref"):
        return str(reference).rpartition("/")[2]
    if options := schema.get("anyOf"):
        return " or ".join(_kind(option) for option in options)
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", ""))
