import type { StepContext } from "../../engine/engine-step.ts";
import { mdFence } from "../../report/markdown.ts";
import { paced } from "./paced.ts";

export const farewellReport = `## What to do next

1. Start **Verify** on a repository of yours: it finds how the repository checks itself and runs that.
2. Start **Repository report** for its languages, sizes, hot files and open TODOs.
3. Write a workflow of your own:

${mdFence('name: hello\nsteps:\n  - id: greet\n    run: [echo, "hello from my first workflow"]', "yaml")}

Put it in \`.codex-toolloop/workflows/hello.yaml\` and it appears beside the others.`;

/** An artifact, a step output, and what to do next. */
export async function farewell(context: StepContext): Promise<unknown> {
  const { rest, stream } = paced(context);
  context.host.print("Tour: a built-in step can print to the log as well.\n");
  context.host.writeArtifact(
    "tour-note.md",
    "# A file that the tour left behind\n\nRuns leave files; this is one of them.\n",
  );
  await rest(600);
  await stream({
    kind: "message",
    role: "assistant",
    text: "That was the tour. The **Report** tab has the summary, the **Files** tab what the run left behind. Try *Verify* on a repository of yours next.",
  });
  return { tour: true, message: "A step can leave data for the next tool to read.", artifact: "tour-note.md" };
}
