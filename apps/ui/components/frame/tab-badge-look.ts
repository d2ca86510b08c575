const PREFIX = /^(?:(?:\d+ waiting|\d+ running|\d+ failed)(?: · |(?= – )))+ – /;

/** How many runs run, failed since they were last looked at, and wait for a decision. */
export interface TabCounts {
  running: number;
  failed: number;
  waiting: number;
}

/** `1 waiting · 2 running · 1 failed – Runs · Codex ToolLoop`; the bare title where there is nothing to say. */
export function badgeTitle(title: string, { running, failed, waiting }: TabCounts): string {
  const bare = title.replace(PREFIX, "");
  const parts = Object.entries({ waiting, running, failed }).flatMap(([word, n]) => (n > 0 ? [`${n} ${word}`] : []));
  return parts.length > 0 ? `${parts.join(" · ")} – ${bare}` : bare;
}

/**
 * The tab's icon as a data URL: the loop, blue and with the count while something runs, amber with their number while runs
 * wait for a decision, a red dot for failures.
 */
export function badgeIcon({ running, failed, waiting }: TabCounts): string {
  const colour = waiting > 0 ? "#b26a00" : running > 0 ? "#1f6feb" : "#7a8594";
  const n = waiting > 0 ? waiting : running;
  const count =
    n > 0
      ? `<text x="16" y="22" text-anchor="middle" font-family="system-ui,sans-serif" font-size="16" font-weight="700" fill="${colour}">${n > 9 ? "9+" : n}</text>`
      : "";
  const dot = failed > 0 ? '<circle cx="25" cy="25" r="6.5" fill="#d92d20" stroke="#fff" stroke-width="1.5"/>' : "";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M25.5 9.5A12 12 0 1 0 28 16" fill="none" stroke="${colour}" stroke-width="4" stroke-linecap="round"/>${count}${dot}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
