import type { RunRequest } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { copiedCommand } from "./cli-command.ts";

const REQUEST = {
  workflow: "deploy",
  inputs: { target: "it's here", token: "secret-1" },
  hasSpec: false,
  timeoutSeconds: 60,
  workspace: { path: "/repos/one", name: "one" },
} as unknown as RunRequest;
const stars = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll("secret-1", "********")) as T;

it("is a line for a shell that starts the same run", () => {
  expect(copiedCommand(REQUEST, (value) => value)).toEqual({
    line: "npx codex-toolloop run workflow deploy --workspace /repos/one --input 'target=it'\\''s here' --input token=secret-1 --timeout 60",
    leftOut: [],
  });
});
it("leaves out what would be sent as stars, and says so", () => {
  const { line, leftOut } = copiedCommand(REQUEST, stars);
  expect(line).not.toMatch(/token|\*/);
  expect(leftOut).toEqual(["token"]);
});
