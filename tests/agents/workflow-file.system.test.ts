import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildCatalog, prepareRun } from "@codex-toolloop/workflows";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { git } from "../support/git-repo.ts";
import { found } from "./support/processes.ts";
import { vendorsMissing } from "./support/vendor-environment.ts";
import { type WorkflowBench, workflowBench } from "./support/workflow-bench.ts";
import { answerOf } from "./support/workflow-model.ts";

const missing = vendorsMissing();
if (missing) console.log(missing);

const FILE = join(import.meta.dirname, "../../.codex-toolloop/workflows/changelog.yaml");
const catalog = buildCatalog({ storeFiles: [{ path: FILE, text: readFileSync(FILE, "utf8") }] });
const settings = { runTimeoutSeconds: 120, allowedRunners: ["codex", "claude"] };
const proposal = (line: string) => ({ lines: [{ line, replaces: null, commits: ["abc1234"] }], leftOut: [] });

describe.skipIf(missing !== undefined).each(["codex", "claude"] as const)(
  "a workflow file with the real %s",
  (runner) => {
    let bench: WorkflowBench;
    beforeAll(async () => {
      bench = await workflowBench();
      await git(bench.workspace, "commit", "--allow-empty", "-m", "Free articles are free");
    });
    afterAll(() => bench?.close());

    it("hands on what a command found, is pushed back, and writes on the same thread", async () => {
      const inputs = { since: "HEAD~1", runner };
      const prepared = prepareRun({ catalog, workflow: "changelog", inputs, hasWorkspace: true, settings });
      if (!prepared.ok) throw new Error(JSON.stringify(prepared.errors));
      const target = "CHANGELOG.md";
      bench.model.play("propose", [answerOf(runner, proposal("Free things."))], (prompt) =>
        prompt.includes("Propose the lines"),
      );
      bench.model.play("better", [answerOf(runner, proposal("Articles may be free."))]);
      bench.model.play(
        "write",
        [[{ write: { path: target, content: "- Articles may be free.\n" } }], [{ say: "Written." }]],
        (prompt) => prompt.includes("Write these lines"),
      );

      const { definition, inputs: read } = prepared.run;
      const runId = await bench.start(readFileSync(FILE, "utf8"), { definition, inputs: read });
      expect(await bench.waiting(runId, 1)).toEqual(["confirm.1"]);
      expect(bench.output(runId, "commits").output).toEqual({
        commits: [expect.stringMatching(/^[0-9a-f]+ Free articles are free$/)],
      });
      const { body } = await bench.model.asked("propose");
      expect(JSON.stringify(body)).toMatch(/after HEAD~1, oldest first:.{1,8}- [0-9a-f]+ Free articles are free/);
      await bench.decide(runId, "confirm.1", "push_back", "Say may. #better");
      await found("the second question", () =>
        bench.events(runId).some((e) => e.type === "approval.requested" && e.approvalId === "confirm.2"),
      );
      await bench.decide(runId, "confirm.2", "approve");

      expect(await bench.ended(runId)).toMatchObject({ status: "success" });
      expect(bench.output(runId, "propose")).toMatchObject({ round: 2, output: proposal("Articles may be free.") });
      const [propose, write] = [bench.output(runId, "propose"), bench.output(runId, "write")];
      expect([propose.sandbox, write.sandbox]).toEqual(["read-only", "workspace-write"]);
      expect(write.threadId).toBe(propose.threadId);
      expect(readFileSync(join(bench.workspace, target), "utf8")).toBe("- Articles may be free.\n");
      expect(bench.file(runId, "changes.diff")).toContain(target);
    });
  },
);
