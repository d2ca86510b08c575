import { describe, expect, it } from "vitest";
import { chooseAnswer, type Entry } from "./choose-answer.ts";
import type { ModelScript } from "./script.ts";

const result: Entry = { toolResult: true };
const scripts = new Map<string, ModelScript>([
  ["one", [[{ shell: "a" }], [{ shell: "b" }, { plan: [] }], [{ say: "done" }]]],
  ["two", [[{ say: "two" }]]],
]);
const chosen = (...conversation: Entry[]) => {
  const { name, number } = chooseAnswer(conversation, scripts);
  return [name, number];
};

describe("which answer a request gets", () => {
  it("is named by the last user text", () => {
    expect(chosen({ user: "#two" }, { user: "please #one" })).toEqual(["one", 0]);
    expect(chosen({ user: "issue #12, then #two" })).toEqual(["two", 0]);
  });
  it("is a greeting where nothing is named", () => {
    expect(chosen({ user: "#one" }, { user: "and now?" })).toEqual(["", 0]);
    expect(chosen()).toEqual(["", 0]);
  });
  it("is the first script that says that it fits, by the last prompt and those before", () => {
    const fits = new Map([
      ["two", (prompt: string, earlier: readonly string[]) => earlier.length === 1 && prompt.includes("again")],
    ]);
    const first: Entry[] = [{ user: "You are the planner #one" }];
    expect(chooseAnswer(first, scripts, fits).name).toBe("one");
    expect(chooseAnswer([...first, result, { user: "once again" }], scripts, fits).name).toBe("two");
    expect(chooseAnswer([], scripts, fits).name).toBe("");
  });
  it("does not take the tools' own context for a person's text", () => {
    expect(chosen({ user: "#one" }, result, { user: " <environment_context>#two</environment_context>" })).toEqual([
      "one",
      1,
    ]);
  });
  it("counts the results after it, as many as each answer calls tools", () => {
    expect(chosen({ user: "#two" }, result, { user: "#one" }, result)).toEqual(["one", 1]);
    expect(chosen({ user: "#one" }, result, result)).toEqual(["one", 1]);
    expect(chosen({ user: "#one" }, result, result, result)).toEqual(["one", 2]);
  });
  it("stays with the last answer", () => {
    expect(chosen({ user: "#one" }, result, result, result, result)).toEqual(["one", 2]);
    expect(chosen({ user: "#two" }, result)).toEqual(["two", 0]);
  });
});
