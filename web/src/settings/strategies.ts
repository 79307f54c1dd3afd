// What becomes of a conflicting field, as people choose it [CF2].
import { words } from "../words";

export const STRATEGIES = ["last_writer_wins", "first_writer_wins", "merge", "user_choice"] as const;
export type Strategy = (typeof STRATEGIES)[number];

export function strategyExample(strategy: Strategy): string {
  const say = words.settings;
  return `${say.example} ${say.strategies[strategy].example}`;
}
