/**
 * What we change of the user's configuration, for this process only: plans are off by default, and plugins would contact
 * other hosts at every start.
 */
export const CONFIG_ARGS = ["-c", "features.plugins=false", "-c", "tools.update_plan.enabled=true"];

/** Our words for what codex calls them. */
export const SANDBOX = {
  "read-only": "read-only",
  "workspace-write": "workspace-write",
  "full-access": "danger-full-access",
} as const;
export const APPROVAL_POLICY = { always: "untrusted", "on-request": "on-request", never: "never" } as const;
