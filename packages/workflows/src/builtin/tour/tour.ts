import { commandStep } from "../../engine/command-step.ts";
import type { Builtin, EngineStep, Plan, StepContext, StepResult } from "../../engine/engine-step.ts";
import { defineBuiltin } from "../define-builtin.ts";
import { agentTurn } from "./agent-turn.ts";
import { farewell, farewellReport } from "./farewell.ts";
import { PACES, type Pace } from "./paced.ts";
import { colourScript, countScript, flakyScript } from "./scripts.ts";
import { welcome } from "./welcome.ts";

/** One minute of everything that a run can show, without any agent or key. */
export const tour: Builtin = {
  definition: defineBuiltin({
    name: "tour",
    title: "Tour",
    description:
      "One minute of everything a run can show: messages, live output, progress, a retried step, an agent's turn. Needs nothing, changes nothing.",
    workspace: "optional",
    inputs: {
      pace: {
        type: "enum",
        label: "Pace",
        help: "How much time there is to read.",
        required: false,
        default: "normal",
        options: [
          { value: "slow", label: "Slow (two minutes)" },
          { value: "normal", label: "Normal (one minute)" },
          { value: "fast", label: "Fast (a quarter of a minute)" },
          { value: "instant", label: "Instant" },
        ],
      },
    },
  }),
  program: async ({ inputs }) => {
    const pace = PACES[String(inputs.pace) as Pace] ?? 1;
    return { ok: true, plan: planTour(pace) };
  },
};

function planTour(pace: number): Plan {
  const seconds = (n: number) => String(Math.round(n * pace * 100) / 100);
  return {
    keepGoing: false,
    intro:
      "> This was the **tour**: everything below was made up to show what a run looks like. The commands were real but only printed text, and no file of yours was read or changed.",
    steps: [
      spoken("welcome", "Welcome", welcome),
      commandStep({
        id: "output",
        title: "Live output",
        argv: ["sh", "-c", colourScript, "tour", seconds(0.35)],
        display: "sh -c '…' # prints colours, progress and a long line",
      }),
      spoken("agent", "An agent at work", agentTurn),
      commandStep({
        id: "flaky",
        title: "A step that is retried",
        argv: ["sh", "-c", flakyScript, "tour", seconds(1)],
        display: "sh -c '…' # fails the first time, on purpose",
        retries: 2,
        backoffSeconds: 2 * pace,
        envFor: (attempt) => ({ TOUR_ATTEMPT: String(attempt) }),
      }),
      commandStep({
        id: "count",
        title: "A longer command",
        argv: ["sh", "-c", countScript, "tour", seconds(0.3)],
        display: "sh -c '…' # prints twenty lines",
      }),
      spoken("farewell", "What next", farewell, farewellReport),
    ],
  };
}

type Speech = (context: StepContext) => Promise<unknown>;

function spoken(id: string, title: string, speak: Speech, report?: string): EngineStep {
  return {
    id,
    title,
    kind: "tour",
    retries: 0,
    backoffSeconds: 0,
    continueOnError: false,
    run: async (context): Promise<StepResult> => {
      const output = await speak(context);
      return { status: "success", reason: "exit_zero", output, report };
    },
  };
}
