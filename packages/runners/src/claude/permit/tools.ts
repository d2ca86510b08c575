import type { Sandbox, ToolKind } from "@codex-toolloop/protocol";

/** What a tool of Claude's can do to the world: all that the policy needs to know of it. */
export type Reach = "harmless" | "read" | "edit" | "shell" | "web" | "other";

const REACH: Record<string, Reach> = {
  Glob: "read",
  Grep: "read",
  LS: "read",
  NotebookRead: "read",
  Read: "read",
  Edit: "edit",
  MultiEdit: "edit",
  NotebookEdit: "edit",
  Write: "edit",
  Bash: "shell",
  Monitor: "shell",
  PowerShell: "shell",
  WebFetch: "web",
  // A subagent's own tools are judged one by one; the others change nothing but the conversation, or end what Claude began.
  Agent: "harmless",
  BashOutput: "harmless",
  KillShell: "harmless",
  Skill: "harmless",
  StructuredOutput: "harmless",
  Task: "harmless",
  TaskCreate: "harmless",
  TaskGet: "harmless",
  TaskList: "harmless",
  TaskOutput: "harmless",
  TaskStop: "harmless",
  TaskUpdate: "harmless",
  TodoWrite: "harmless",
  ToolSearch: "harmless",
  // Goes to the model's own vendor, who has the conversation anyway.
  WebSearch: "harmless",
};

/** What a tool can do; one that we do not know (of an MCP server, say) is `other`. */
export const reachOf = (tool: string): Reach => REACH[tool] ?? "other";

/** Our word for what a tool is for. Those that are here twice belong to both; the others are nobody's to withhold. */
const KINDS: Record<ToolKind, readonly string[]> = {
  read: ["Read", "LS", "NotebookRead", "Skill"],
  search: ["Grep", "Glob"],
  edit: ["Edit", "Write", "NotebookEdit", "MultiEdit"],
  shell: ["Bash", "BashOutput", "KillShell", "Monitor", "PowerShell", "TaskOutput", "TaskStop"],
  web: ["WebFetch", "WebSearch"],
  plan: ["TodoWrite", "TaskCreate", "TaskGet", "TaskList", "TaskUpdate"],
  subagent: ["Agent", "Task", "TaskOutput", "TaskStop"],
};
/** How an answer is given, and how other tools are found: no kind of tool. */
const ALWAYS = ["StructuredOutput", "ToolSearch"];

/** Whether a step with this allowlist may not use a tool; one that we do not know is withheld by any list. */
export function isWithheld(tool: string, tools: readonly ToolKind[] | undefined): boolean {
  return tools !== undefined && !ALWAYS.includes(tool) && !tools.some((kind) => KINDS[kind].includes(tool));
}

/**
 * The tools that Claude gets: what one prompt without a terminal can use. Plan mode, questions with choices, schedules and
 * worktrees of Claude's own would wait for a person who is not there. A read-only run does not get those that change things.
 * @param tools the only kinds that the step may use; absent: all.
 */
export function toolsFor(sandbox: Sandbox, tools?: readonly ToolKind[]): string[] {
  const reading = ["Read", "Grep", "Glob", "WebFetch", "WebSearch", "TodoWrite", "Agent", "TaskStop", "Skill"];
  const all = sandbox === "read-only" ? reading : [...reading, "Bash", "Edit", "Write", "NotebookEdit"];
  return all.filter((tool) => !isWithheld(tool, tools));
}
