// How Japanese counts and names days.
export const whole = new Intl.NumberFormat("ja-JP");

export const at = (date: string): Date => new Date(`${date}T00:00:00Z`);

export const count = (n: number, unit: string): string => `${whole.format(n)}${unit}`;
