import { describe, expect, it } from "vitest";
import { createControls } from "../../src/codex/controls.ts";
import { failureOf } from "../../src/codex/map/failure.ts";
import { readableCommand } from "../../src/codex/map/readable-command.ts";
import { fileChange, filesOf } from "../../src/codex/map/unified-diff.ts";
import { gaveUp, RequestRefused } from "../../src/codex/result.ts";
import type { TurnControl } from "../../src/contract.ts";

describe("a command as a person wrote it", () => {
  it.each([
    ["/bin/bash -lc 'echo a; sleep 1'", "echo a; sleep 1"],
    ["/bin/bash -lc pwd", "pwd"],
    ["bash -c 'it'\\''s'", "it's"],
    [`/usr/bin/zsh -lc "echo \\"a\\" 'b'"`, `echo "a" 'b'`],
    ["sh -c 'two\nlines'", "two\nlines"],
    ["/bin/bash -lc 'open", "/bin/bash -lc 'open"],
    ["/bin/bash -lc a b", "/bin/bash -lc a b"],
    ["/bin/bash -lc 'a' ; rm b", "/bin/bash -lc 'a' ; rm b"],
    ["git status", "git status"],
    ["", ""],
  ])("%j", (told, command) => expect(readableCommand(told)).toBe(command));
});

describe("a changed file", () => {
  const cwd = "/home/dev/repo";
  const change = (type: string, diff?: string, move_path?: string) =>
    fileChange({ path: `${cwd}/src/a.ts`, kind: { type, move_path }, ...(diff === undefined ? {} : { diff }) }, cwd);

  it("that is new has its content as added lines", () => {
    expect(change("add", "a\nb\n")).toEqual({
      path: "src/a.ts",
      change: "add",
      diff: "--- /dev/null\n+++ b/src/a.ts\n@@ -0,0 +1,2 @@\n+a\n+b\n",
    });
    expect(change("add", "a").diff).toBe(
      "--- /dev/null\n+++ b/src/a.ts\n@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n",
    );
    expect(change("add", "").diff).toBeUndefined();
  });
  it("that is gone has it as removed lines", () => {
    expect(change("delete", "a\n\n")).toEqual({
      path: "src/a.ts",
      change: "delete",
      diff: "--- a/src/a.ts\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-\n",
    });
  });
  it("that changed keeps its hunks", () => {
    expect(change("update", "@@ -1 +1 @@\n-a\n+b\n").diff).toBe(
      "--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-a\n+b\n",
    );
    expect(change("update")).toEqual({ path: "src/a.ts", change: "update" });
  });
  it("that moved says from where", () => {
    expect(change("update", "@@ -1 +1 @@\n-a\n+b\n", `${cwd}/b.ts`)).toEqual({
      path: "b.ts",
      change: "update",
      diff: "rename from src/a.ts\nrename to b.ts\n--- a/src/a.ts\n+++ b/b.ts\n@@ -1 +1 @@\n-a\n+b\n",
    });
  });
  it("outside of the folder keeps its whole path", () => {
    expect(fileChange({ path: "/etc/hosts", kind: { type: "add" } }, cwd).path).toBe("/etc/hosts");
    expect(fileChange({ path: "/home/dev/repository/a", kind: { type: "add" } }, cwd).path).toBe(
      "/home/dev/repository/a",
    );
  });
  it("is counted", () => expect(filesOf("diff --git a/a b/a\n+x\ndiff --git a/b b/b\n+diff --git\n")).toBe(2));
});

describe("why a turn failed", () => {
  it.each([
    ["unauthorized", "Unauthorized", "auth_failed"],
    [{ responseTooManyFailedAttempts: { httpStatusCode: 401 } }, "no", "auth_failed"],
    [null, "unexpected status 401 Unauthorized", "auth_failed"],
    ["other", "Missing environment variable: `MY_KEY`.", "auth_failed"],
    [undefined, "failed to load configuration: Model provider `nope` not found", "config_invalid"],
    [{ httpConnectionFailed: { httpStatusCode: 403 } }, "no", "access_denied"],
    ["usageLimitExceeded", "You've hit your usage limit", "rate_limited"],
    [{ responseTooManyFailedAttempts: { httpStatusCode: 429 } }, "no", "rate_limited"],
    ["contextWindowExceeded", "too long", "context_window_exceeded"],
    ["modelNotFound", "no such model", "model_not_found"],
    ["other", '{"error":{"message":"bad schema"}}', "bad_request"],
    ["serverOverloaded", "busy", "server_error"],
    [{ responseStreamConnectionFailed: { httpStatusCode: 503 } }, "busy", "server_error"],
    [{ responseStreamDisconnected: { httpStatusCode: null } }, "stream closed", "connection_lost"],
    ["somethingNew", "no idea", "turn_failed"],
    [undefined, "no idea", "turn_failed"],
  ])("%j %j is %s", (codexErrorInfo, message, code) => {
    const failure = failureOf({ message, codexErrorInfo });
    expect(failure.code).toBe(code);
    expect(failure.error).toMatch(/\.$/);
  });
  it("says the server's own sentence", () => {
    expect(failureOf({ message: '{"error":{"message":"bad schema"}}', codexErrorInfo: "other" }).error).toBe(
      "The model provider did not accept the request. It said: bad schema.",
    );
  });
  it("knows a missing thread, a full disk and a process that is gone", () => {
    expect(gaveUp(new RequestRefused("no rollout found for thread id x"))).toMatchObject({ code: "thread_missing" });
    expect(gaveUp(Object.assign(new Error("no space"), { code: "ENOSPC" }))).toMatchObject({ code: "disk_full" });
    expect(gaveUp({ exitCode: 3, signal: null, stderr: "first\nlast words\n" })).toMatchObject({
      code: "agent_gone",
      error: "Codex ended before its turn did, with exit code 3: first last words",
    });
    expect(gaveUp({ exitCode: null, signal: "SIGKILL", stderr: "" })).toMatchObject({
      error: expect.stringContaining("SIGKILL"),
    });
  });
});

describe("controls", () => {
  const hear = (heard: string[]) => (c: TurnControl) => void heard.push(c.type === "steer" ? c.text : "");
  it("keep what is said before the turn can hear it, in order; what comes after its end is late", () => {
    const controls = createControls();
    const [heard, late]: [string[], string[]] = [[], []];
    const say = (text: string) => controls.say({ type: "steer", text, by: "me" });
    say("a");
    say("b");
    controls.open(hear(heard));
    say("c");
    controls.close(hear(late));
    say("d");
    expect([heard, late]).toEqual([["a", "b", "c"], ["d"]]);
  });
  it("of a turn that never began say that nobody heard", () => {
    const controls = createControls();
    const late: string[] = [];
    controls.say({ type: "steer", text: "a", by: "me" });
    controls.close(hear(late));
    expect(late).toEqual(["a"]);
  });
});
