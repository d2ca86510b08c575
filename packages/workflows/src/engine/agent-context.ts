import { buildContextPack } from "../context/context-pack.ts";
import type { AgentSpec } from "./agent-spec.ts";
import type { StepContext } from "./engine-step.ts";

/** What a step's agent gets to read beside its prompt, kept as an artifact of the run; undefined where it wants or gets none. */
export async function contextPack(
  { context: wants }: AgentSpec,
  { stepId, round, host, signal, outcomes, feedback }: StepContext,
): Promise<{ markdown: string; path: string } | undefined> {
  if (!wants) return undefined;
  const earlier = [...outcomes.values()].flatMap(({ step, output, shape }) =>
    step.id === stepId || output === undefined ? [] : [{ step: step.id, title: step.title, output, shape }],
  );
  const { markdown } = await buildContextPack({ wants, host, signal, earlier, feedback });
  if (markdown === "") return undefined;
  const path = `context/${stepId}${round > 1 ? `.${round}` : ""}.md`;
  host.writeArtifact(path, markdown);
  return { markdown, path };
}
