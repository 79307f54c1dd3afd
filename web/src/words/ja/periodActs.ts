// The words of what can be done with periods.
import { count, whole } from "./counting";

const clock = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", minute: "2-digit" });
const dayMonth = new Intl.DateTimeFormat("ja-JP", { day: "numeric", month: "long" });
const dayMonthYear = new Intl.DateTimeFormat("ja-JP", { day: "numeric", month: "long", year: "numeric" });

function moment(at: string, now: Date): string {
  const then = new Date(at);
  if (then.toDateString() === now.toDateString()) return clock.format(then);
  return (then.getFullYear() === now.getFullYear() ? dayMonth : dayMonthYear).format(then);
}

export const periodActs = {
  create: "新しい期間",
  import: "ファイルを取り込む",
  columns: { cover: "必要人数", must: "必須ルール", here: "閲覧中", changed: "最終更新" },
  changed: (by: string, at: string, now: Date) => (by ? `${by}さん、${moment(at, now)}` : moment(at, now)),
  cover: (share: number) => `充足率${whole.format(Math.floor(share * 100))}%`,
  noCover: "必要人数のルールなし",
  broken: (n: number) => `違反${count(n, "件")}`,
  holds: "違反なし",
  nobody: "–",
  checking: "確認中…",
  notChecked: "–",
  archived: "保管済み",
  withArchived: "保管済みも表示",
  acts: (name: string) => `${name}のその他の操作`,
  edit: "名前と日付…",
  people: "スタッフ…",
  publish: "公開する",
  close: "終了する",
  draft: "下書きに戻す",
  reopen: "再開する",
  remove: "削除…",
  statuses: {
    draft: (name: string) => `${name}を下書きに戻しました。`,
    published: (name: string) => `${name}を公開しました。`,
    closed: (name: string) => `${name}を終了しました。誰も編集できません。`,
  },

  welcome: "まだ何もありません。スタッフや勤務表を取り込むか、空の期間から始めてください。",
  welcomeViewer: "期間はまだありません。マネージャーが作成できます。",
  pasteStaff: "スタッフを貼り付け",

  form: {
    newTitle: "新しい期間",
    editTitle: "名前と日付",
    name: "名前",
    from: "最初の日",
    to: "最後の日",
    length: (days: number) => count(days, "日間"),
    wrongWay: "最後の日が最初の日より前です。",
    tooLong: (most: number) => `期間は最大${count(most, "日間")}です。`,
    people: "スタッフ",
    everybody: (n: number) => `ワークスペースの全員（${count(n, "人")}）`,
    nobody: "まだ入れない",
    asIn: (name: string, n: number) => `${name}と同じ（${count(n, "人")}）`,
    pattern: "最初の内容",
    empty: "空の勤務表",
    patternOf: (name: string) => `${name}のシフトを日ごとに`,
    patternHint: "最初に曜日が合う日から始め、最後の日まで繰り返します。ロックとメモは写しません。",
    clears: (days: number) => `${count(days, "日分")}が期間から外れ、その内容はすべて消えます。元に戻すと復元されます。`,
    create: "期間を作成",
    making: "作成中…",
    save: "保存",
    cancel: "キャンセル",
    failed: (why: string) => `作成できませんでした：${why}`,
    away: "サーバーに接続できません。接続が戻ると作成できます。",
    copied: (n: number) => `${count(n, "セル")}を写しました。`,
  },

  deleting: {
    title: (name: string) => `${name}を削除`,
    what: "一覧から消え、誰も編集できなくなります。履歴はサーバーに残り、元に戻すと復元されます。",
    type: (name: string) => `削除するには「${name}」と入力してください`,
    submit: "期間を削除",
    cancel: "キャンセル",
    done: (name: string) => `${name}を削除しました。`,
  },
};
