import { expect, it } from "vitest";
import { sumUsage, usageBeyond } from "../src/index.ts";

it("adds what is counted, keeps the last context, and tells nothing where nothing was told", () => {
  const first = { inputTokens: 10, costUsd: 0.5, contextTokens: 10, contextWindow: 100 };
  const second = { inputTokens: 5, outputTokens: 2, contextTokens: 7 };
  expect(sumUsage([first, undefined, second])).toEqual({
    inputTokens: 15,
    outputTokens: 2,
    costUsd: 0.5,
    contextTokens: 7,
    contextWindow: 100,
  });
  expect(sumUsage([undefined])).toBeUndefined();
  expect(first.inputTokens).toBe(10);
});

it("tells what is beyond a part, and nothing where the part is all", () => {
  expect(usageBeyond({ inputTokens: 30, outputTokens: 2 }, { inputTokens: 10, outputTokens: 2 })).toEqual({
    inputTokens: 20,
  });
  expect(usageBeyond({ inputTokens: 1 }, { inputTokens: 1, costUsd: 2 })).toBeUndefined();
  expect(usageBeyond(undefined, undefined)).toBeUndefined();
});
