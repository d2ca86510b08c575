import type { Dashboard } from "../lib/contract.ts";

/** What stands between a stranger and a run, in the order in which a request meets it. */
export function enforcementLines(parts: { port: number; auth: { mode: string; why: string } }): string[] {
  return [
    `bind: 127.0.0.1:${parts.port} only`,
    "socket gate: loopback peers only, upgrades and CONNECT refused",
    "request guard: own Host, own Origin for writes, no cross-site requests, 2 MiB bodies",
    `identity: ${parts.auth.mode} (${parts.auth.why})`,
    "proxy.ts: the guard again, and a content security policy with a nonce",
  ];
}

/** Prints the address and the enforcement points. */
export function printStart(parts: {
  dashboard: Dashboard;
  enforcement: string[];
  killLevel: string;
  errors: string[];
  link: { query: string; token: string } | null;
}): void {
  const { dashboard } = parts;
  const { readOnly, why, holder } = dashboard.supervisor.authority();
  const lines = [
    `Codex ToolLoop ${dashboard.version} serves ${dashboard.address}${parts.link?.query ?? ""} (${process.uptime().toFixed(1)} s)`,
    `  store        ${dashboard.store.root}`,
    ...parts.enforcement.map((line, i) => `  ${i === 0 ? "enforced     " : "             "}${line}`),
    `  kill level   ${parts.killLevel}`,
  ];
  if (parts.link) lines.push(`  API token    ${parts.link.token}`);
  if (readOnly) lines.push(`  read-only    ${why ?? ""}${holder?.address ? ` (${holder.address})` : ""}`);
  for (const error of parts.errors) lines.push(`  warning      ${error}`);
  console.log(lines.join("\n"));
}
