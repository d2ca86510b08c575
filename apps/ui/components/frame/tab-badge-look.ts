const PREFIX = /^(?:\d+ running(?: · \d+ failed)?|\d+ failed) – /;

/** `2 running · 1 failed – Runs · Codex ToolLoop`; the bare title where there is nothing to say. */
export function badgeTitle(title: string, running: number, failed: number): string {
  const bare = title.replace(PREFIX, "");
  const parts = [running > 0 ? `${running} running` : "", failed > 0 ? `${failed} failed` : ""].filter(Boolean);
  return parts.length > 0 ? `${parts.join(" · ")} – ${bare}` : bare;
}

/** The tab's icon as a data URL: the loop, blue and with the count while something runs, a red dot for failures. */
export function badgeIcon(running: number, failed: number): string {
  const colour = running > 0 ? "#1f6feb" : "#7a8594";
  const count =
    running > 0
      ? `<text x="16" y="22" text-anchor="middle" font-family="system-ui,sans-serif" font-size="16" font-weight="700" fill="${colour}">${running > 9 ? "9+" : running}</text>`
      : "";
  const dot = failed > 0 ? '<circle cx="25" cy="25" r="6.5" fill="#d92d20" stroke="#fff" stroke-width="1.5"/>' : "";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M25.5 9.5A12 12 0 1 0 28 16" fill="none" stroke="${colour}" stroke-width="4" stroke-linecap="round"/>${count}${dot}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
