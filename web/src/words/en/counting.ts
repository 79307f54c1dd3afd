// How English counts and names days.
export const whole = new Intl.NumberFormat("en-GB");

export const at = (date: string): Date => new Date(`${date}T00:00:00Z`);

export const count = (n: number, one: string, many = `${one}s`): string => `${whole.format(n)} ${n === 1 ? one : many}`;
