import { type Detected, missingCategories } from "../../checks/detect-checks.ts";
import type { Check, Evidence } from "../../checks/evidence.ts";
import { checkCommand, findChecks, installCommand } from "../../checks/find-checks.ts";
import { TOOL_VARIABLES } from "../../checks/tool-variables.ts";
import { commandStep } from "../../engine/command-step.ts";
import type { Builtin, Planned, ProgramWorld } from "../../engine/engine-step.ts";
import { mdCode, mdFence, mdTable, mdText } from "../../report/markdown.ts";
import { sentenceList, shellLine } from "../../text.ts";
import { defineBuiltin } from "../define-builtin.ts";
import { ONLY_INPUT } from "./only-input.ts";

/** Finds how a repository checks itself, and runs that. */
export const verify: Builtin = {
  definition: defineBuiltin({
    name: "verify",
    title: "Verify",
    description:
      "Finds how this repository checks itself (package.json scripts, Makefile, Cargo, Go, pytest) and runs lint, types, tests and build, each as a step.",
    workspace: "required",
    env: TOOL_VARIABLES,
    inputs: {
      only: ONLY_INPUT,
      continueOnError: {
        type: "boolean",
        label: "Run all checks",
        help: "Go on after a failed check and report them all. The run fails when any check failed.",
        required: false,
        default: true,
      },
      install: {
        type: "boolean",
        label: "Install dependencies first",
        help: "Run the package manager's install command before the checks when dependencies are missing.",
        required: false,
        default: false,
      },
    },
  }),
  program: planVerify,
};

async function planVerify({ host, inputs }: ProgramWorld): Promise<Planned> {
  const { workspace } = host;
  if (!workspace)
    return { ok: false, outcome: { status: "failed", reason: "workspace_missing", detail: "Choose a workspace." } };
  const only = String(inputs.only ?? "all");
  const found = await findChecks(host, workspace, only);
  if (!found.ok) return nothing(found.detail, found.detected);
  const { detected, evidence, checks } = found;
  const say = (level: "info" | "warning", code: string, message: string) =>
    host.emit({ type: "notice", level, code, message });
  say("info", "evidence", `Checks found in ${evidence.file}: ${sentenceList(checks.map((c) => shellLine(c.argv)))}.`);
  const missing = missingCategories(evidence);
  if (missing.length > 0 && only === "all")
    say("info", "not_found", `${evidence.file} has no ${missing.join(", no ")}.`);
  for (const remark of remarksOf(detected)) say("info", "remark", `${upper(remark)}.`);
  const steps = checks.map((check) => commandStep(checkCommand(check)));
  if (evidence.install) {
    if (inputs.install === true)
      steps.unshift({ ...commandStep(installCommand(evidence.install.argv)), essential: true });
    else say("warning", "dependencies_missing", `${upper(evidence.install.missing)}: ${installHint(evidence)}.`);
  }
  const plan = {
    steps,
    keepGoing: inputs.continueOnError !== false,
    noun: "check",
    intro: intro(detected, evidence, checks, inputs.install === true),
  };
  return { ok: true, plan };
}

function nothing(detail: string, detected: Detected): Planned {
  const remarks = remarksOf(detected).map((r) => `- ${mdText(upper(r))}`);
  const help = [
    "## What to do",
    "Give the repository a script for each check, in `package.json` for instance:",
    mdFence(
      '"scripts": {\n  "lint": "eslint .",\n  "typecheck": "tsc --noEmit",\n  "test": "vitest run",\n  "build": "vite build"\n}',
      "json",
    ),
    `or write a workflow of your own in ${mdCode(".codex-toolloop/workflows")}.`,
  ];
  const intro = [...(remarks.length > 0 ? ["## What was seen", remarks.join("\n")] : []), ...help].join("\n\n");
  return { ok: false, outcome: { status: "failed", reason: "nothing_to_do", detail }, intro };
}

function remarksOf({ evidence, passedOver, others }: Detected): string[] {
  const left = others.length > 0 && evidence ? [`${sentenceList(others)} not used: ${evidence.file} comes first`] : [];
  return [...passedOver.flatMap((p) => p.remarks), ...(evidence?.remarks ?? []), ...left];
}

function installHint(evidence: Evidence): string {
  return `run ${shellLine(evidence.install?.argv ?? [])} first, or start verify with install on`;
}

function intro(detected: Detected, evidence: Evidence, chosen: readonly Check[], installs: boolean): string {
  const all = chosen.length === evidence.checks.length;
  const rows = evidence.checks.map((c) => {
    const cells = [c.category, mdCode(shellLine(c.argv)), mdText(c.from)];
    return all ? cells : [...cells, chosen.includes(c) ? "yes" : "left out on request"];
  });
  const parts: string[] = [];
  if (evidence.install && !installs) {
    const command = mdCode(shellLine(evidence.install.argv));
    parts.push(
      `> **Dependencies are not installed** (${mdText(evidence.install.missing)}). Run ${command} first, or start verify with \`install\` on. A check that cannot find its tools fails because of this.`,
    );
  }
  parts.push(
    `## How this repository checks itself`,
    mdTable(["Kind", "Command", "Found in", ...(all ? [] : ["Part of this run"])], rows),
  );
  const missing = missingCategories(evidence);
  const notes = [
    ...(missing.length > 0 ? [`Not found: ${missing.join(", ")}`] : []),
    ...remarksOf(detected).map(upper),
  ];
  if (notes.length > 0) parts.push(notes.map((n) => `- ${mdText(n)}`).join("\n"));
  parts.push("## Result");
  return parts.join("\n\n");
}

function upper(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
