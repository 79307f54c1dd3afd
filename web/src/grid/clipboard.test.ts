import { describe, expect, test } from "vitest";
import { blockOf, htmlTable, parseHtml, parseTsv, tsv } from "./clipboard";

describe("text from a spreadsheet", () => {
  test.each([
    ["a row with the line break that ends it", "D\tN\r\n", [["D", "N"]]],
    [
      "empty cells at the end",
      "D\t\nX\t\n",
      [
        ["D", ""],
        ["X", ""],
      ],
    ],
    [
      "rows of different lengths",
      "D\nN\tX",
      [
        ["D", ""],
        ["N", "X"],
      ],
    ],
    ["an empty row in between", "D\n\nN", [["D"], [""], ["N"]]],
    ["quotes around a tab, a line break and a quote", '"Ana\nLee"\t"a\tb"\t"say ""x"""', [["Ana\nLee", "a\tb", 'say "x"']]],
    ["a quote that is only a quote", '5" pipe\t"half', [['5" pipe', '"half']]],
    ["one empty cell", "", [[""]]],
  ])("%s", (_, text, block) => {
    expect(parseTsv(text)).toEqual(block.map((row) => [...row]));
  });

  test("what is written is read again", () => {
    const rows = [
      ["×", 'a "b"', "c\nd"],
      ["", "\t", "e"],
    ];
    expect(parseTsv(tsv(rows)).map((row) => row.join("|"))).toEqual(['×|a "b"|c\nd', "||e"]);
    expect(parseHtml(htmlTable([["<b> & c", "d\ne"]]))).toEqual([["<b> & c", "d\ne"]]);
  });
});

const SHEETS = `<meta charset='utf-8'><google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #cccccc;}br {mso-data-placement:same-cell;}--></style>
<table xmlns="http://www.w3.org/1999/xhtml" cellspacing="0" dir="ltr" border="1" style="table-layout:fixed" data-sheets-root="1"><colgroup><col width="100"/></colgroup><tbody>
<tr style="height:21px;"><td style="padding:2px 3px" data-sheets-value="{&quot;1&quot;:2,&quot;2&quot;:&quot;Ana&quot;}">Ana<br/>Lee</td><td>D</td><td></td></tr>
<tr><td rowspan="1" colspan="2">Bo &amp; Cy</td><td><span>&times;</span></td></tr></tbody></table>`;
const EXCEL = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=ProgId content=Excel.Sheet><style><!--table {mso-displayed-decimal-separator:"\\.";} .xl65 {mso-number-format:"Short Date";}--></style></head>
<body><table border=0 cellpadding=0 cellspacing=0 width=192 style='border-collapse:collapse;width:144pt'><!--StartFragment-->
 <col width=64 span=3 style='width:48pt'>
 <tr height=20 style='height:15.0pt'>
  <td height=20 class=xl65 width=64 style='height:15.0pt'>1-Dec</td>
  <td rowspan=2 width=64>N</td>
  <td x:num>&#8203;D</td>
 </tr>
 <tr height=20>
  <td height=20>Night
    duty</td>
  <td>&nbsp;</td>
 </tr>
<!--EndFragment--></table></body></html>`;

describe("a table", () => {
  test("as Google Sheets writes it", () => {
    expect(parseHtml(SHEETS)).toEqual([
      ["Ana\nLee", "D", ""],
      ["Bo & Cy", "", "×"],
    ]);
  });

  test("as Excel writes it", () => {
    const [first, second] = parseHtml(EXCEL)!;
    expect([first![0], first![1], first![2]!.endsWith("D")]).toEqual(["1-Dec", "N", true]);
    expect(second).toEqual(["Night duty", "", ""]);
  });

  test.each([
    ["no table", "<p>D</p>"],
    ["two tables", "<table><tr><td>D</table><table><tr><td>N</table>"],
    ["spans that would fill the memory", `<table><tr>${'<td colspan="9999" rowspan="9999">D'.repeat(9)}</table>`],
  ])("%s is left to the text", (_, html) => {
    expect(blockOf("X", html)).toEqual([["X"]]);
  });

  test("cells and rows need not be closed", () => {
    expect(parseHtml("<table><tr><td>D<td>N<tr><td>X</table>")).toEqual([
      ["D", "N"],
      ["X", ""],
    ]);
  });
});
