"""What README and docs say about names, tables, commands and links is so. Run as a program, it writes the README's settings anew."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer.main
from pydantic import BaseModel
from pydantic.fields import FieldInfo

import hub.settings
import solver_service.__main__ as solver_command
import solver_service.settings
from hub.api.schema import openapi
from hub.documents.strategies import STRATEGIES
from shared.domain import StrategyName
from shared.problem import Engine
from shared.protocol import client, server
from shared.protocol.errors import error_types
from shared.rules import CATALOGUE
from solver_service.engines.options import ENGINE_NAMES

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
PROTOCOL, SOLVER, PAGE, ARCHITECTURE = (ROOT / "docs" / f"{name}.md" for name in ("protocol", "solver", "page", "architecture"))

TEXT_SUFFIXES = {".py", ".md", ".sql", ".ts", ".tsx", ".css", ".html", ".json", ".toml", ".lock", ".sh", ".mjs", ".js", ".csv", ""}
SKIPPED_FOLDERS = {".venv", ".git", ".data", ".cache", "node_modules", "dist", "__pycache__"}
FORBIDDEN = re.compile(r"/root/|/home/\w+/|(?<![\d.])(?:10|172|192)\.\d+\.\d+\.\d+")
"""Paths of somebody's machine, addresses of private networks."""
LOCKS = ("locks/dev.lock", "locks/run.lock", "locks/fuzz.lock", "locks/uv.lock")
DOWNLOAD = re.compile(r'"resolved"|index-url|https?://')
"""How a lock file would say where packages come from: that is a setting of whoever installs."""

EXTERNAL = ("http://", "https://", "mailto:")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def table_under(page: Path, heading: str) -> list[list[str]]:
    """The rows of the first table after `heading`, cell by cell, without its head."""
    lines = page.read_text().split(f"\n{heading}\n", 1)[1].splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def slug(heading: str) -> str:
    """The anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(line.lstrip("#")) for line in FENCE.sub("", page.read_text()).splitlines() if line.startswith("#")}


# settings


def setting_rows(fields: dict[str, FieldInfo], prefix: str, default_of: Any) -> Iterator[str]:
    yield from ("| variable | default | what |", "|---|---|---|")
    for name, field in fields.items():
        yield f"| `{prefix}{name.upper()}` | {default_of(field)} | {field.description} |"


def solver_default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "all cores"
    return "none" if field.default is None else f"`{field.default}`"


def solver_table() -> str:
    return "\n".join(setting_rows(solver_service.settings.Settings.model_fields, "SOLVER_", solver_default)) + "\n"


GENERATED = {"settings": hub.settings.table, "solver settings": solver_table}


def between(text: str, name: str) -> tuple[str, str, str]:
    before, rest = text.split(f"<!-- {name} -->\n", 1)
    inside, after = rest.split(f"<!-- /{name} -->", 1)
    return f"{before}<!-- {name} -->\n", inside, f"<!-- /{name} -->{after}"


@pytest.mark.parametrize("name", GENERATED)
def test_the_readme_lists_the_settings_as_they_are(name: str) -> None:
    _, inside, _ = between(README.read_text(), name)
    assert inside == GENERATED[name](), "run this file as a program"


def test_every_setting_that_a_page_names_exists() -> None:
    known = {name.upper() for name in hub.settings.Settings.model_fields}
    known |= {f"SOLVER_{name.upper()}" for name in solver_service.settings.Settings.model_fields}
    prefixes = "|".join(sorted({name.split("_")[0] for name in known}))
    pattern = re.compile(rf"\b(?:{prefixes})_[A-Z0-9_]*[A-Z0-9]\b(?!…)")
    unknown = {f"{page.name}: {name}" for page in PAGES for name in pattern.findall(page.read_text()) if name not in known}
    assert not unknown


def test_the_readme_says_which_settings_have_no_effect_yet() -> None:
    given = {"redis_url": "redis://x", "database_replica_url": "postgresql://x", "jwt_jwks_url": "https://x", "sentry_dsn": "x"}
    shared_ones = {"jwt_secret": "s" * hub.settings.SECRET_LENGTH_MIN, "solver_url": "http://x"}
    unserved = {line.split(":")[0] for line in hub.settings.read(**given, **shared_ones).unserved()}
    sentence = next(line for line in README.read_text().splitlines() if "have no effect yet" in line)
    assert set(named(sentence)) == unserved


# the wire


@pytest.mark.parametrize(("heading", "union"), [("## Client → hub", client.ClientMessage), ("## Hub → client", server.ServerMessage)])
def test_the_protocol_lists_every_message(heading: str, union: Any) -> None:
    models = get_args(get_args(union)[0])
    types = [name for model in models for name in get_args(model.model_fields["type"].annotation)]
    listed = [name for row in table_under(PROTOCOL, heading) for name in named(row[0])]
    assert listed == [*dict.fromkeys(listed)]
    assert set(listed) == set(types)


@pytest.mark.parametrize("union", [client.ClientMessage, server.ServerMessage])
def test_the_protocol_names_every_field_of_its_payloads(union: Any) -> None:
    words = set(re.findall(r"\w+", PROTOCOL.read_text()))
    payloads = (model.model_fields["payload"].annotation for model in get_args(get_args(union)[0]))
    own = [payload for payload in payloads if issubclass_of_protocol(payload)]
    missing = {
        f"{payload.__name__}.{field.alias or name}"
        for payload in own
        for name, field in payload.model_fields.items()
        if (field.alias or name) not in words
    }
    assert not missing


def issubclass_of_protocol(payload: Any) -> bool:
    return isinstance(payload, type) and issubclass(payload, BaseModel) and payload.__module__.startswith("shared.protocol")


def test_the_protocol_lists_every_error() -> None:
    rows = {named(row[0])[0]: (row[1], int(row[2])) for row in table_under(PROTOCOL, "## Errors")}
    assert rows == {code: ("yes" if error.temporary else "no", error.http_status) for code, error in error_types().items()}


def test_the_protocol_says_which_strategies_are_there() -> None:
    rows = table_under(PROTOCOL, "- **CF2** What becomes of a field in conflict:")
    assert {named(row[0])[0] for row in rows} == set(StrategyName)
    assert {named(row[0])[0] for row in rows if "not yet" not in row[1]} == set(STRATEGIES)


# HTTP


def test_the_architecture_page_lists_every_call() -> None:
    listed = [call for row in table_under(ARCHITECTURE, "## 5 HTTP") for call in named(row[0])]
    paths = openapi()["paths"]
    calls = {re.sub(r"\{\w+\}", "{id}", f"{method.upper()} {path}") for path, methods in paths.items() for method in methods}
    assert listed == [*dict.fromkeys(listed)]
    assert set(listed) == calls


# rules and engines


def test_the_solver_page_lists_every_rule_with_its_parameters() -> None:
    rows = {named(row[0])[0]: row[1] for row in table_under(SOLVER, "## Rules")}
    assert set(rows) == set(CATALOGUE)
    missing = {
        f"{name}.{field}"
        for name, rule in CATALOGUE.items()
        for field in rule.params.model_fields
        if not re.search(rf"\b{field}\b", rows[name])
    }
    assert not missing


def test_the_solver_page_says_which_rules_and_engines_are_not_there() -> None:
    promised = {
        name for line in SOLVER.read_text().splitlines() for found in re.findall(r"\*Not yet:\*(.*)", line) for name in named(found)
    }
    assert not promised & set(CATALOGUE)
    assert set(get_args(Engine)) - set(ENGINE_NAMES) <= promised


# the page


def english() -> str:
    return "".join(path.read_text() for path in sorted((ROOT / "web/src/words/en").glob("*.ts")))


def test_every_accessible_name_of_the_contract_is_said_by_the_page() -> None:
    said = english()
    roles = {"grid", "gridcell", "aria-colindex", "aria-rowindex", "status", "progressbar", "link", "list", "alert", "switch", "region"}
    names = {name for row in table_under(PAGE, "## 6 Accessible names") for name in named(row[1])} - roles
    assert not {name for name in names if name.removesuffix("…") not in said}


def test_the_page_says_what_the_guide_calls_its_screens_and_buttons() -> None:
    said = english().lower()
    guide = (ROOT / "docs/guide.md").read_text()
    names = re.findall(r"(?<!\*)\*([A-Z][^*\n]+)\*(?!\*)", guide) + re.findall(r"\*\*([A-Z]\w+(?: now)?)\*\*(?!\.)", guide)
    assert len(names) > 20
    assert not {name for name in names if name.lower().strip("….") not in said and name.lower().split(" … ")[0] not in said}


# commands


COMMAND = re.compile(r"python -m ([a-z_][\w.]*)(?: ([a-z][a-z-]*)\b(?!\.))?([^`\n|]*)")


def commands() -> Iterator[tuple[str, str, str, str]]:
    for page in PAGES:
        for module, name, rest in COMMAND.findall(page.read_text()):
            yield page.name, module, name, rest


def test_every_module_that_a_page_runs_is_there() -> None:
    missing = {f"{page}: {module}" for page, module, _, _ in commands() if importlib.util.find_spec(module) is None}
    assert not missing


@pytest.mark.parametrize("package", ["hub", "solver_service"])
def test_every_command_and_option_that_a_page_names_is_there(package: str) -> None:
    app = importlib.import_module(f"{package}.__main__").app if package == "hub" else solver_command.app
    known = {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in typer.main.get_group(app).commands.items()
    }
    used = [(page, name, rest) for page, module, name, rest in commands() if module == package and name]
    assert used
    assert not {f"{page}: {name}" for page, name, _ in used if name not in known}
    assert not {
        f"{page}: {name} {option}" for page, name, rest in used for option in re.findall(r"--[a-z-]+", rest) if option not in known[name]
    }


def test_every_make_target_that_a_page_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = {(page.name, target) for page in PAGES for target in re.findall(r"(?:`|^|=\d+ )make ([a-z]+)\b", page.read_text(), re.MULTILINE)}
    assert said
    assert not {one for one in said if one[1] not in targets}


def test_every_target_is_said_in_contributing_or_readme() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}
    text = README.read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    assert not {target for target in targets if f"make {target}" not in text}


# links and words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(FENCE.sub("", page.read_text())):
        if link.startswith(EXTERNAL):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_every_file_that_a_page_names_is_there() -> None:
    pattern = re.compile(r"`((?:hub|shared|solver_service|web|tests|docs|migrations|locks|scripts|bench)/[\w./-]+)`")
    missing = {f"{page.name}: {name}" for page in PAGES for name in pattern.findall(page.read_text()) if not (ROOT / name).exists()}
    assert not missing


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = LINK.findall((folder / "README.md").read_text())
    assert sorted(listed) == sorted(path.name for path in folder.glob("0*.md"))


def files() -> Iterator[Path]:
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and path.suffix in TEXT_SUFFIXES and not SKIPPED_FOLDERS.intersection(parts) and not is_cache(parts):
            yield path


def is_cache(parts: tuple[str, ...]) -> bool:
    return any(part.endswith("_cache") or part == ".hypothesis" for part in parts)


def test_no_file_names_a_machine() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match}"
        for path in files()
        if path != Path(__file__)
        for match in FORBIDDEN.findall(path.read_text(errors="ignore"))
    }
    assert not found


def test_lock_files_say_what_and_not_from_where() -> None:
    assert not [name for name in LOCKS if DOWNLOAD.search((ROOT / name).read_text())]
    assert '"resolved"' not in (ROOT / "web" / "package-lock.json").read_text()


def write() -> None:
    text = README.read_text()
    for name, table in GENERATED.items():
        before, _, after = between(text, name)
        text = before + table() + after
    README.write_text(text)


if __name__ == "__main__":
    write()
