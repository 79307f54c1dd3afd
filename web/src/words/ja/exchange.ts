// The words of files: exporting a period, importing one.
import { count, whole } from "./counting";

export const exchange = {
  fileSection: "ファイル",
  kinds: { csv: "CSVで書き出す", xlsx: "Excelで書き出す", pdf: "PDFで書き出す", ics: "カレンダーで書き出す" },
  making: { csv: "CSVファイルを作成中…", xlsx: "Excelファイルを作成中…", pdf: "PDFを作成中…", ics: "カレンダーを作成中…" },
  calendarOf: (period: string) => `${period}のカレンダーを保存`,
  failed: (code: string) => `ファイルを作れません。しばらくしてからもう一度お試しください。（${code}）`,

  importInto: "ファイルを取り込む…",
  title: "勤務表を取り込む",
  titleInto: (period: string) => `${period}に取り込む`,
  choose: "ファイルを選ぶ",
  drop: "ここにファイルをドロップするか、",
  takes: "CSV・Excel（.xlsx）・OpenDocument（.ods）。1行目が日付、2行目からは1人1行で、日ごとにシフトのコードが入ったもの。",
  takesInto: "ファイルにある人と日付のセルがファイルのとおりになり、ほかはそのままです。1回で元に戻せます。",
  reading: (file: string) => `${file}を読み込み中…`,
  another: "別のファイルを選ぶ",
  cancel: "キャンセル",
  name: "期間の名前",
  offline: "取り込みにはサーバーが必要です。今は接続できません。",
  viewOnly: "このワークスペースは閲覧だけができます。",
  failedTitle: "このファイルは読み取れませんでした。何も保存されていません。",
  importFailed: "サーバーの応答がありませんでした。もう一度行う前に、取り込まれていないか確認してください。",
  tooLarge: "ファイルが大きすぎます。",

  dates: "日付",
  days: (n: number) => count(n, "日間"),
  people: "スタッフ",
  shiftTypes: "シフトの種類",
  cells: "セル",
  rules: "ルール",
  sheet: "シート",
  newOf: (fresh: number, all: number) =>
    fresh === 0
      ? `${whole.format(all)}（すべて登録済み）`
      : fresh === all
        ? `${whole.format(all)}（すべて新規）`
        : `${whole.format(all)}（うち新規${whole.format(fresh)}）`,
  isNew: "新規",
  isKnown: "登録済み",
  newShifts: "新しいシフトの種類には時間帯がないことがあります。「シフトの種類」で確認してください。",
  more: (n: number) => `ほか${count(n, "件")}`,
  changes: (set: number, cleared: number) =>
    cleared === 0 ? `${count(set, "セル")}を変更` : `${count(set, "セル")}を変更、${count(cleared, "セル")}を消去`,
  filled: (n: number) => `${count(n, "セル")}に入力`,
  kept: (n: number) => `ロックされた${count(n, "セル")}はそのままです。`,
  problems: (n: number) => `先にファイルで直すところが${count(n, "件")}あります`,
  notes: (n: number) => `ファイルのうち${count(n, "か所")}は読み取りません`,
  place: (line: number, column: string | null) => (column === null ? `${whole.format(line)}行目` : `${column}${line}`),
  row: (line: number) => `${whole.format(line)}行目`,
  submit: (people: number, cells: number) =>
    cells > 0 ? `${count(people, "人")}と${count(cells, "セル")}を取り込む` : `${count(people, "人")}を取り込む`,
  submitInto: (cells: number) => `${count(cells, "セル")}を変更`,
  nothing: "変わるものはありません。期間はすでにファイルのとおりです。",
  importing: "取り込み中…",
  done: (people: number, cells: number) => `${count(people, "人")}と${count(cells, "セル")}を取り込みました。`,
  doneInto: (cells: number) => `取り込みました：${count(cells, "セル")}を変更しました。`,
  undo: "元に戻す",
};
