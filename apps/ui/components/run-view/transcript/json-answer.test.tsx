import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { runInitial } from "../../../test/run-initial.ts";
import { RunViewProvider } from "../run-view-provider.tsx";
import { JsonAnswer, jsonAnswer } from "./json-answer.tsx";

vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh() {} }) }));

it("reads a message that is one object, and nothing else", () => {
  expect(jsonAnswer(' {"a": [1]}\n')).toEqual({ a: [1] });
  for (const text of ['{"a": 1', "[1]", "Here: {}", "{} and more", `{"a": "${"x".repeat(40_000)}"}`, "{a}"])
    expect(jsonAnswer(text)).toBeUndefined();
});

it("shows an answer in words, its JSON one click away", () => {
  const value = { keyFindings: ["It is `||`."], repoFacts: [{ path: "src/a.ts", note: "here" }] };
  render(
    <RunViewProvider initial={runInitial([])}>
      <JsonAnswer value={value} />
    </RunViewProvider>,
  );
  expect(screen.getByText("key findings")).toBeVisible();
  expect(screen.getByText("It is `||`.")).toBeVisible();
  expect(screen.getByRole("cell", { name: "src/a.ts" })).toBeVisible();
  expect(screen.getByText(/"keyFindings"/)).not.toBeVisible();
});
