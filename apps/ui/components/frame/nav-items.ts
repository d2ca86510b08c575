import { Bot, FolderGit2, HeartPulse, type LucideIcon, Plus, Rows3, SquareTerminal } from "lucide-react";

/** The pages that exist, in the order of the rail. */
export const NAV: readonly {
  href: "/" | "/new" | "/runner" | "/agents" | "/workspaces" | "/doctor";
  label: string;
  icon: LucideIcon;
}[] = [
  { href: "/", label: "Runs", icon: Rows3 },
  { href: "/new", label: "New run", icon: Plus },
  { href: "/runner", label: "Runner", icon: SquareTerminal },
  { href: "/agents", label: "Agents", icon: Bot },
  { href: "/workspaces", label: "Workspaces", icon: FolderGit2 },
  { href: "/doctor", label: "Doctor", icon: HeartPulse },
];

/** Which entry a path belongs to: a run's own page counts as Runs. */
export function navOf(pathname: string): string {
  if (pathname === "/" || pathname.startsWith("/runs")) return "/";
  return NAV.find((n) => n.href !== "/" && pathname.startsWith(n.href))?.href ?? "";
}
