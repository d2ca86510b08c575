/** What every step of an agent has that only reads: tools that look, half an hour for an attempt. */
export const READING_STEP = {
  tools: ["read", "search", "shell", "plan"] as ("read" | "search" | "shell" | "plan")[],
  timeoutSeconds: 1800,
};
