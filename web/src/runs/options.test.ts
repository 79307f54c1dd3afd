import { expect, test } from "vitest";
import type { Config } from "../generated/api";
import { DEFAULT_CHOICES, optionsOf, type RunChoices, withConfig } from "./options";

const config = (options: Config["options"]): Config => ({ id: "night", name: "Night", options, is_default: false });

test("without a configuration all that counts is said, and nothing is applied by itself", () => {
  expect(optionsOf(DEFAULT_CHOICES, 30, null)).toEqual({
    engine: "cpsat",
    time_limit_s: 30,
    start_from: "current",
    seed: 1,
    scope: null,
    apply: "none",
  });
});

test("a configuration fills the panel, and what the panel shows is what is asked for", () => {
  const chosen = withConfig(
    DEFAULT_CHOICES,
    config({ engine: "milp", time_limit_s: 120, seed: 4, scope: { empty_only: true }, apply: "merge" }),
  );
  expect(optionsOf(chosen, 30, null)).toEqual({
    engine: "milp",
    time_limit_s: 120,
    start_from: "current",
    seed: 4,
    scope: { empty_only: true },
    config_id: "night",
  });
  expect(optionsOf({ ...chosen, scope: "all", timeLimit_s: 10 }, 30, null)).toMatchObject({
    scope: null,
    time_limit_s: 10,
    config_id: "night",
  });
});

test("what the panel can't show of a configuration is left to it", () => {
  const chosen = withConfig(DEFAULT_CHOICES, config({ scope: { from: "2026-12-24", to: null } }));
  expect(chosen.scope).toBe("kept");
  expect(optionsOf(chosen, 30, null)).not.toHaveProperty("scope");
});

test("without one again the choices are the usual ones", () => {
  const before: RunChoices = withConfig(DEFAULT_CHOICES, config({ engine: "milp", start_from: "empty", time_limit_s: 5 }));
  expect(withConfig(before, null)).toEqual(DEFAULT_CHOICES);
});
