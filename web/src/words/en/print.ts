// The words of the printed roster.
export const print = {
  title: "Print",
  act: "Print…",
  page: (page: number, all: number) => `Days ${page} of ${all}`,
  back: "Back to the grid",
  hint: "A4 landscape, 31 days a page. The grid's filter, order and groups hold here too.",
  legend: "Shifts",
  nobody: "Nobody is in this period, or no one matches the filter.",
  foot: (version: string, date: string) => `${version} · printed on ${date}`,
} as const;
