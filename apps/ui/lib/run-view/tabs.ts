export const TABS = ["transcript", "events", "log", "outputs", "report", "changes", "files", "about"] as const;
export type Tab = (typeof TABS)[number];

export const TAB_LABEL: Record<Tab, string> = {
  transcript: "Transcript",
  events: "Events",
  log: "Log",
  outputs: "Outputs",
  report: "Report",
  changes: "Changes",
  files: "Files",
  about: "About",
};

/**
 * The tab to show: the one in the address; without one the report of a run that has ended and left one, else the
 * transcript.
 */
export function tabOf(asked: string | string[] | undefined, run: { isFinal: boolean; hasReport: boolean }): Tab {
  const named = TABS.find((t) => t === asked);
  return named ?? (run.isFinal && run.hasReport ? "report" : "transcript");
}
