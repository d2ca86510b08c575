import { describe, expect, it } from "vitest";
import { nodeCheck, programCheck } from "./health.ts";

describe("what the web doctor says", () => {
  it("warns of a Node past its end of life, as the terminal's does", () => {
    expect(nodeCheck("v20.20.0")).toEqual({
      name: "node",
      level: "warn",
      detail: "v20.20.0 works, but is past its end of life.",
      fix: "Install Node 24.",
    });
    expect(nodeCheck("v24.1.0")).toEqual({ name: "node", level: "ok", detail: "v24.1.0." });
  });

  it("calls a missing optional program neither in order nor a fault, and says how to install it", () => {
    expect(programCheck("codex", undefined, "info", "npm install it")).toEqual({
      name: "codex",
      level: "info",
      detail: "Not installed (optional: for agent steps).",
      fix: "npm install it",
    });
    expect(programCheck("git", undefined, "warn", "install git").level).toBe("warn");
  });
});
