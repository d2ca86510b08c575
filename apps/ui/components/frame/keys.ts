/** Keys that a page answers. Shown in the `?` dialog. */
export const SHORTCUTS: readonly { where: string; keys: readonly { keys: string[]; what: string }[] }[] = [
  {
    where: "Everywhere",
    keys: [
      { keys: ["Ctrl K", "⌘ K"], what: "Commands: go, start, stop, theme" },
      { keys: ["n"], what: "New run" },
      { keys: ["?"], what: "This list" },
    ],
  },
  {
    where: "On the run list",
    keys: [
      { keys: ["j", "k"], what: "Next, previous run" },
      { keys: ["Enter"], what: "Open the selected run" },
      { keys: ["s"], what: "Stop the selected run" },
      { keys: ["/"], what: "Search" },
      { keys: ["Esc"], what: "Drop the selection" },
    ],
  },
  {
    where: "In a run's changes",
    keys: [
      { keys: ["j", "k"], what: "Next, previous file" },
      { keys: ["Enter"], what: "Open or close the file" },
    ],
  },
  {
    where: "While an approval waits",
    keys: [
      { keys: ["y"], what: "Approve (the first press shows it, where it is out of sight)" },
      { keys: ["a"], what: "Approve for the session" },
      { keys: ["d"], what: "Decline, with the reason that was typed" },
    ],
  },
  {
    where: "On the Runner",
    keys: [
      { keys: ["j", "k"], what: "Next, previous job" },
      { keys: ["Enter"], what: "Show the job" },
      { keys: ["s"], what: "Cancel the job that is shown" },
      { keys: ["n"], what: "New job" },
      { keys: ["/"], what: "Search" },
    ],
  },
  {
    where: "On Agents",
    keys: [
      { keys: ["j", "k"], what: "Next, previous session or prompt" },
      { keys: ["Enter"], what: "Show it" },
      { keys: ["n"], what: "Write a prompt" },
      { keys: ["Ctrl Enter"], what: "Run the prompt" },
      { keys: ["@"], what: "Name a file in the prompt" },
      { keys: ["s"], what: "Stop the live prompt" },
    ],
  },
];

/** False where a key is text (a field, an open menu or dialog) or belongs to the browser (Ctrl, Alt, ⌘). */
export function isShortcut(e: KeyboardEvent): boolean {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return false;
  const at = e.target instanceof Element ? e.target : null;
  return !at?.closest(
    "input, textarea, select, [contenteditable=true], dialog, [role=dialog], [role=menu], [role=listbox]",
  );
}
