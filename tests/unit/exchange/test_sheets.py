"""Spreadsheets are read as texts; what is no spreadsheet, or too much of one, is refused in words."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from hub.exchange.sheets import UNPACKED_BYTES_MAX, UnreadableSheetError, sheet_of
from hub.exchange.workbook import workbook_of
from tests.support.pictures import a_picture


def a_book(*sheets: Sequence[Sequence[object]], hidden: int | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "remove_timezone": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, rows in enumerate(sheets):
            sheet = book.add_worksheet()
            if number == hidden:
                sheet.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    else:
                        sheet.write(row, column, cell)
    return out.getvalue()


def an_ods(*rows: str) -> bytes:
    """A spreadsheet of OpenDocument; cells are texts, or dates where they look like one."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="date" office:date-value="{cell}"/>'
            if cell.startswith("2026-")
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row.split(",")
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "manifest")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Plan">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<?xml version="1.0"?><manifest:manifest {spaces}/>')
        archive.writestr("content.xml", content)
    return out.getvalue()


def test_dates_numbers_and_texts_become_texts() -> None:
    _, rows, _ = sheet_of(a_book([["", date(2026, 12, 7), datetime(2026, 12, 8, tzinfo=UTC)], ["ana", 1, 2.5], ["bo", "N", True]]))
    assert rows == [["", "2026-12-07", "2026-12-08"], ["ana", "1", "2.5"], ["bo", "N", "TRUE"]]


def test_rows_count_from_the_first_one() -> None:
    _, rows, _ = sheet_of(a_book([[], [], ["staff", "2026-12-07"], ["ana", "D"]]))
    assert rows[2] == ["staff", "2026-12-07"]


def test_the_first_sheet_with_dates_is_read_and_hidden_ones_never() -> None:
    dated: list[list[object]] = [["", date(2026, 12, 7)], ["ana", "D"]]
    assert sheet_of(a_book([["notes"]], dated))[0] == "Sheet2"
    assert sheet_of(a_book([["notes"]], dated, [["more"]], hidden=1))[0] == "Sheet1"


def test_an_opendocument_spreadsheet_is_read() -> None:
    name, rows, _ = sheet_of(an_ods("staff,2026-12-07", "ana,D"))
    assert (name, rows) == ("Plan", [["staff", "2026-12-07"], ["ana", "D"]])


def a_bomb() -> bytes:
    """A small archive that says it is larger than what is taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(UNPACKED_BYTES_MAX // 2**20 + 1):
            part.write(bytes(2**20))
    return out.getvalue()


WHOLE = workbook_of(a_picture("ana E N"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (WHOLE[: len(WHOLE) // 2], "is a spreadsheet that was cut off, or damaged"),
        (b"PK\x03\x04" + b"\x00" * 40, "is a spreadsheet that was cut off, or damaged"),
        (a_bomb(), "is larger than 256 MB when it is unpacked"),
        (a_book([["staff"] + ["x"] * 600]), "has a sheet 'Sheet1' of 1 rows and 601 columns; 2,500 and 500 are taken"),
        (a_book([["staff"], *[["x"]] * 3_000]), "has a sheet 'Sheet1' of 3,001 rows and 1 columns; 2,500 and 500 are taken"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSheetError) as caught:
        sheet_of(content)
    assert caught.value.reason == reason


def test_an_archive_of_something_else_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(UnreadableSheetError, match="is a spreadsheet that can't be read"):
        sheet_of(out.getvalue())
