import { StartRunBody } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { limitValues, startBody } from "./start-body.ts";

it("leaves out what was left empty", () => {
  const { body } = startBody({ workflow: "tour", "inputs.pace": "", spec: "", workspaceId: "", timeoutValue: " " });
  expect(body).toEqual({ workflow: "tour", inputs: {}, onLimit: "reject" });
  expect(StartRunBody.safeParse(body).success).toBe(true);
});

it("takes the typed path before the chosen workspace", () => {
  const { body } = startBody({ workflow: "w", workspaceId: "ws_000000000000", workspacePath: " /a/b " });
  expect(body).toMatchObject({ workspace: "/a/b" });
  expect(body).not.toHaveProperty("workspaceId");
});

it("gives a pasted spec its own line ends back", () => {
  expect(startBody({ workflow: "w", spec: "a\r\nb" }).body.spec).toBe("a\nb");
});

it("sends what is no number as it was typed, for startRun to refuse", () => {
  const { body } = startBody({ workflow: "w", timeoutValue: "soon" });
  expect(body.timeoutSeconds).toBe("soon");
  expect(StartRunBody.safeParse(body).success).toBe(false);
});

it.each([1, 59, 60, 90, 3600, 5400, 86_400])("%i seconds survive the way through the form", (seconds) => {
  expect(startBody({ workflow: "w", ...limitValues(seconds) }).body.timeoutSeconds).toBe(seconds);
});
