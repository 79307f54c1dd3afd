// The words of the printed roster.
export const print = {
  title: "印刷",
  act: "印刷…",
  page: (page: number, all: number) => `日付 ${page} / ${all}`,
  back: "勤務表に戻る",
  hint: "A4横、1ページに31日。勤務表の絞り込み・並び順・グループがここでも使われます。",
  legend: "シフト",
  nobody: "この期間に誰もいないか、絞り込みに当てはまる人がいません。",
  foot: (version: string, date: string) => `${version}・印刷日 ${date}`,
};
