// History.
import { at, count, whole } from "./counting";

const clock = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", minute: "2-digit" });
const dayClock = new Intl.DateTimeFormat("ja-JP", { weekday: "short", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
const longDay = new Intl.DateTimeFormat("ja-JP", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const dayMonth = new Intl.DateTimeFormat("ja-JP", { day: "numeric", month: "long", timeZone: "UTC" });
const dayShort = new Intl.DateTimeFormat("ja-JP", { weekday: "short", day: "numeric", month: "long", timeZone: "UTC" });
const dayOnly = new Intl.DateTimeFormat("ja-JP", { day: "numeric", timeZone: "UTC" });

const FIELDS: Record<string, string> = {
  name: "名前",
  start_date: "最初の日",
  end_date: "最後の日",
  staff: "スタッフ",
  status: "状態",
  strategy: "競合の扱い",
};

const cells = (n: number) => count(n, "セル");
const cellsAt = (n: number, where: string) => (where === "" ? cells(n) : n === 1 ? where : `${where}の${cells(n)}`);

export const history = {
  title: "履歴",
  time: (instant: string) => clock.format(new Date(instant)),
  dayTime: (instant: string) => dayClock.format(new Date(instant)),
  day: (date: string, today: string, yesterday: string) =>
    date === today ? "今日" : date === yesterday ? "昨日" : longDay.format(at(date)),
  span: (from: string, to: string) => {
    if (from === to) return dayShort.format(at(from));
    return `${dayMonth.format(at(from))}～${(from.slice(0, 7) === to.slice(0, 7) ? dayOnly : dayMonth).format(at(to))}`;
  },
  person: (name: string) => `${name}さん`,
  persons: (n: number) => count(n, "人"),
  where: (whom: string, dates: string) => `${whom}の${dates}`,

  slider: "以前の版を見る",
  now: "現在",
  version: (version: number) => `第${whole.format(version)}版`,
  reading: "履歴を読み込み中…",
  failed: "履歴を読み込めません。編集はできます。",
  empty: "まだ何も変更されていません。",
  older: "以前の変更を表示",
  begins: "ここが期間の始まりです。",
  cut: (instant: string) => `${dayClock.format(new Date(instant))}より前の変更は保存されていません。`,
  changes: "変更",

  set: (n: number, where: string, shift: string | null) =>
    shift === null ? `${cellsAt(n, where)}に入力` : `${cellsAt(n, where)}を${shift}に変更`,
  clear: (n: number, where: string) => `${cellsAt(n, where)}を消去`,
  lock: (n: number, where: string) => `${cellsAt(n, where)}をロック`,
  unlock: (n: number, where: string) => `${cellsAt(n, where)}のロックを解除`,
  note: (n: number, where: string) => `${cellsAt(n, where)}のメモを変更`,
  mixed: (n: number, where: string) => `${cellsAt(n, where)}を変更`,
  apply: (n: number) => `結果を適用：変更${count(n, "件")}`,
  undo: (n: number, where: string) => (n === 0 ? "変更を元に戻した" : `${cellsAt(n, where)}の変更を元に戻した`),
  redo: (n: number, where: string) => (n === 0 ? "変更をやり直した" : `${cellsAt(n, where)}の変更をやり直した`),
  frame: (fields: readonly string[]) => `期間の${fields.map((field) => FIELDS[field] ?? field).join("・")}を変更`,
  create: "期間を作成",

  looking: (when: string) => `${when}の勤務表`,
  lookingHint: (when: string) => `${when}の時点の勤務表です。編集できません。`,
  back: "現在に戻る",
  restore: (n: number) => (n === 1 ? "このセルを復元" : `この${cells(n)}を復元`),
  restoreSelected: (n: number) => `選択した${cells(n)}を復元`,
  same: "すべてのセルが現在と同じです。",
  restored: (n: number, when: string) => `${cells(n)}を${when}の状態に復元しました。`,
  left: (n: number) => `${cells(n)}は使えなくなったシフトだったため、そのままです。`,
  gone: (n: number) => `当時の${count(n, "人")}は、もうこの期間にいません。`,
  cantLook: "その版を表示できません。",
  tooOld: "その版は古すぎて表示できません。",

  story: (person: string, date: string) => `${person}さん、${date}`,
  storyEmpty: "ここには何も入力されたことがありません。",
  all: "すべての変更",
  cellSet: (shift: string) => `${shift}に変更`,
  cellCleared: "消去",
  cellLocked: "ロック",
  cellUnlocked: "ロックを解除",
  cellNoted: (note: string) => `メモ「${note}」`,
  cellNoteGone: "メモを削除",
  and: (parts: readonly string[]) => parts.join("、"),
  putBack: (shift: string) => `${shift}に戻す`,
  clearAgain: "もう一度消す",
};
