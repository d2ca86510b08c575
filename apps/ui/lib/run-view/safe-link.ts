/** Where a link of foreign text may go; null where it may not. */
export type SafeLink = { kind: "outside" | "file" | "anchor"; href: string };

/**
 * Only http, https and mailto leave the page; `#name` stays on it; a relative path means a file of the run. Everything else
 * (javascript:, data:, file:, //host, paths of this server, dot segments) is no link.
 */
export function safeLink(url: string, runId: string): SafeLink | null {
  if (/[\u0000-\u001f\u007f]/.test(url)) return null;
  const trimmed = url.trim();
  if (/^#[\w.-]*$/.test(trimmed)) return { kind: "anchor", href: trimmed };
  if (/^(https?|mailto):/i.test(trimmed)) {
    if (!URL.canParse(trimmed)) return null;
    // The browser's own spelling: punycode and escapes leave nothing to hide behind.
    return { kind: "outside", href: new URL(trimmed).href };
  }
  const path = trimmed.replace(/^\.\//, "").split(/[?#]/)[0] ?? "";
  if (path === "" || path.startsWith("/") || /[\\:]/.test(path)) return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.split(/[/\\]/).some((part) => part === ".." || part === "." || part === "")) return null;
  return { kind: "file", href: `/runs/${runId}?tab=files&file=${encodeURIComponent(decoded)}` };
}
