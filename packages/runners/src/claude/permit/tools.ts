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

/**
 * The tools that Claude gets: what one prompt without a terminal can use. Plan mode, questions with choices, schedules and
 * worktrees of Claude's own would wait for a person who is not there. A read-only run does not get those that change things.
 */
export function toolsFor(sandbox: "read-only" | "workspace-write" | "full-access"): string[] {
  const reading = ["Read", "Grep", "Glob", "WebFetch", "WebSearch", "TodoWrite", "Agent", "TaskStop", "Skill"];
  return sandbox === "read-only" ? reading : [...reading, "Bash", "Edit", "Write", "NotebookEdit"];
}
