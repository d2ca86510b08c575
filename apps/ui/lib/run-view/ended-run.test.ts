import { expect, it } from "vitest";
import { BlockFolder } from "./block-folder.ts";
import { endedBlocks, endedOverview } from "./ended-run.ts";
import { foldOverview } from "./fold-overview.ts";
import { emptyOverview } from "./overview.ts";
import { placed } from "./test-events.ts";

const begun = (stepId: string) => [
  { type: "step.started", stepId, title: stepId, attempt: 1 },
  {
    type: "item.started",
    stepId,
    itemId: stepId,
    item: { kind: "command", command: "sleep 9", status: "in_progress" },
  },
];
const ended = (stepId: string) => ({
  type: "step.finished",
  stepId,
  status: "success",
  reason: "exit_zero",
  attempt: 1,
  durationMs: 7,
});
const FINISHED_AT = "2030-01-01T00:00:00.000Z";

it.each([
  ["canceled", "canceled", "canceled"],
  ["timeout", "timeout", "in_progress"],
  ["orphaned", "lost", "in_progress"],
] as const)("what a run that ended as %s left open is %s", (status, step, item) => {
  const events = placed(begun("a"));
  const run = { status, finishedAt: FINISHED_AT };
  const overview = endedOverview(foldOverview(emptyOverview(), events), run);
  expect(overview.steps).toMatchObject([{ status: step, attempts: [{ status: step, finishedAt: FINISHED_AT }] }]);
  expect(overview.spans).toMatchObject([{ finishedAt: FINISHED_AT }]);
  expect(endedBlocks(BlockFolder.fold(events), overview, run)).toMatchObject([
    { type: "step", status: step },
    { type: "item", active: false, streaming: false, item: { status: item } },
  ]);
});

it("a step whose end is not loaded ended as the overview says", () => {
  const events = placed([...begun("a"), ended("a")]);
  const run = { status: "failed", finishedAt: FINISHED_AT } as const;
  const overview = foldOverview(emptyOverview(), events);
  expect(endedOverview(overview, run)).toBe(overview);
  expect(endedBlocks(BlockFolder.fold(events.slice(0, 1)), overview, run)).toMatchObject([
    { status: "success", durationMs: 7 },
  ]);
});

it("leaves rows that have all ended as they are", () => {
  const blocks = BlockFolder.fold(placed([...begun("a"), ended("a")]));
  expect(endedBlocks(blocks, emptyOverview(), { status: "success" })).toBe(blocks);
});

it("what nobody answered before a kill does not wait any more, and the turn is over", () => {
  const events = placed([
    { type: "turn.started", turnId: "t" },
    { type: "approval.requested", approvalId: "p", title: "T", decisions: ["approve"] },
  ]);
  const run = { status: "orphaned", finishedAt: FINISHED_AT } as const;
  const overview = endedOverview(foldOverview(emptyOverview(), events), run);
  expect(overview).toMatchObject({ approvals: [], turn: { open: false } });
  expect(endedBlocks(BlockFolder.fold(events), overview, run)[1]).toMatchObject({ type: "approval", expired: true });
});
