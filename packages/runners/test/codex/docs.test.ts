import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventInput } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { approvalOf } from "../../src/codex/app-server/approvals.ts";
import { mapAppServer, TOLD_METHODS } from "../../src/codex/map/map-app-server.ts";
import { mapExec } from "../../src/codex/map/map-exec.ts";
import { KNOWN_ITEMS } from "../../src/codex/map/map-item.ts";
import { createTurnState } from "../../src/codex/map/turn-state.ts";

const text = readFileSync(join(import.meta.dirname, "../../../../docs/events.md"), "utf8");
const samples = [...text.matchAll(/```codex-(app-server|exec)\n(.+)\n```\n\n```events\n([\s\S]+?)\n```/g)].map(
  ([, by = "", said = "", told = ""]) => ({
    by,
    said,
    told: told.split("\n").map((line) => JSON.parse(line) as unknown),
  }),
);
const options = { sandbox: "workspace-write", approvalPolicy: "on-request" } as const;

function mapped(by: string, said: unknown): EventInput[] {
  const state = createTurnState({ cwd: "/home/me/app", threadId: "t" });
  if (by === "exec") return mapExec(state, said);
  mapAppServer(state, { method: "turn/started", params: { threadId: "t", turn: { id: "u", status: "inProgress" } } });
  const { id, method, params } = said as { id?: number; method: string; params: unknown };
  if (id === undefined) return mapAppServer(state, said);
  const approval = approvalOf(id, method, params, { state, options });
  expect(approval?.requested.grantKey).toMatch(/^codex:command:[0-9a-f]{40}$/);
  return approval ? [{ ...approval.requested, grantKey: "GRANT" }] : [];
}

describe("the samples of docs/events.md", () => {
  it("are there", () => expect(samples.length).toBeGreaterThanOrEqual(8));
  it.each(samples)("$said", ({ by, said, told }) => expect(mapped(by, JSON.parse(said))).toEqual(told));

  it("stand below a table that names every message and item that is mapped", () => {
    const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    const named = (name: string) => text.includes(`\`${name}\``) || text.includes(`\`${snake(name)}\``);
    expect(TOLD_METHODS.length).toBeGreaterThan(20);
    expect(KNOWN_ITEMS.length).toBeGreaterThan(10);
    expect([...TOLD_METHODS, ...KNOWN_ITEMS].filter((name) => !named(name))).toEqual([]);
  });
});
