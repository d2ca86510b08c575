import { describe, expect, it } from "vitest";
import { chooseRunner } from "./choose-runner.ts";

const OPTIONS = { sandbox: "workspace-write", approvalPolicy: "on-request" } as const;
const runners = (...available: string[]) =>
  (["codex", "claude", "replay"] as const).map((runner) => ({ runner, available: available.includes(runner) }));

describe("the runner of the next session", () => {
  it("is the replay where no vendor is found", () => {
    expect(chooseRunner(null, null, runners("replay"))).toBe("replay");
    expect(chooseRunner(null, null, [])).toBe("replay");
  });
  it("is the first installed agent", () => {
    expect(chooseRunner(null, null, runners("claude", "replay"))).toBe("claude");
  });
  it("is the workspace's last one while it is installed", () => {
    const workspace = { remembered: { runner_type: "claude" as const, options: OPTIONS } };
    expect(chooseRunner(null, workspace, runners("codex", "claude", "replay"))).toBe("claude");
    expect(chooseRunner(null, workspace, runners("codex", "replay"))).toBe("codex");
  });
  it("is what was asked for, installed or not", () => {
    expect(chooseRunner("codex", null, runners("replay"))).toBe("codex");
  });
});
