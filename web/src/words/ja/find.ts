// The words of finding, commands, the cell's menu, the brush, and of what hands did.
import { count, whole } from "./counting";

const cells = (n: number) => count(n, "セル");

export const find = {
  open: "検索",
  title: "スタッフやシフトを探す",
  label: "名前・コード・シフト",
  none: "当てはまるものはありません。",
  people: "スタッフ",
  shifts: "シフト",
  inCells: (n: number) => (n === 0 ? "使用なし" : cells(n)),
  place: (n: number, of: number) => `${whole.format(of)}件中${whole.format(n)}件目`,
  nextHint: "Enterで次へ、Shift+Enterで前へ移ります。",

  date: {
    title: "日付へ移動",
    label: "日付（4、12月4日、金 など）",
    days: "日付",
  },

  commands: {
    title: "コマンド",
    label: "操作・画面・期間・スタッフ",
    acts: "操作",
    screens: "画面",
    periods: "期間",
    people: "スタッフ",
  },

  acts: {
    generate: "自動作成",
    undo: "元に戻す",
    redo: "やり直す",
    lock: "ロック・解除",
    clear: "消す",
    note: "メモ",
    story: "このセルの履歴",
    issue: "次の問題",
    find: "スタッフやシフトを探す",
    date: "日付へ移動",
    keys: "キーボード",
    theme: "配色を切り替え",
  },

  menu: {
    title: (person: string, date: string) => `${person}、${date}`,
    cut: "切り取り",
    copy: "コピー",
    paste: "貼り付け",
    clear: "消す",
    lock: "ロック",
    unlock: "ロック解除",
    note: "メモ…",
    story: "このセルの履歴",
    more: "このセルのその他の操作",
    pasteByKey: "このブラウザーではキー操作でだけ貼り付けられます：Ctrl+Vを押してください。",
    copyByKey: "このブラウザーではキー操作でだけコピーできます：Ctrl+Cを押してください。",
  },

  brush: {
    label: "ブラシ",
    hint: "ブラシ：シフトを選び、セルの上をなぞります。Escapeで終わります。",
    clear: "消す",
    armed: (shift: string) => `ブラシ：${shift}`,
    end: "Escapeで終了",
  },

  paste: {
    title: "勤務表に貼り付け",
    where: (people: number, days: number) => `${count(people, "行")}と${count(days, "日分")}を認識しました。`,
    byDates: "日は上にある日付に合わせます。",
    byNames: "行は横にある名前に合わせます。",
    noPlace: (n: number, names: string) => `行き先のない${count(n, "行")}は除きました：${names}`,
    noDay: (n: number, texts: string) => `日付の分からない${count(n, "列")}は除きました：${texts}`,
    unknown: (values: string) => `読み取れず、除きました：${values}`,
    sample: "貼り付け先",
    row: "行",
    more: (n: number) => `ほか${count(n, "行")}`,
    moreDays: (n: number) => `+${whole.format(n)}日`,
    act: (n: number) => (n === 0 ? "変わるものはありません" : `${cells(n)}に貼り付け`),
    asItIs: "選択した場所に貼り付け",
    cancel: "キャンセル",
  },

  did: {
    edit: (n: number) => `${cells(n)}に入力しました`,
    fill: (n: number) => `${cells(n)}を埋めました`,
    paste: (n: number) => `${cells(n)}に貼り付けました`,
    clear: (n: number) => `${cells(n)}を消しました`,
    move: (n: number) => `移動して${cells(n)}を変えました`,
    swap: () => "2つのセルを入れ替えました",
    locked: (n: number) => `${cells(n)}をロックしました`,
    unlocked: (n: number) => `${cells(n)}のロックを解除しました`,
    stayed: (n: number) => `。ロックされた${cells(n)}はそのままです`,
  },
  oneBlock: "コピーできるのは一度に1つの範囲だけです。",
  severalSelected: (n: number) => ({ size: cells(n), rest: "選択中" }),
  handlesHint: "つまみをドラッグ",
};
