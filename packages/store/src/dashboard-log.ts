import { join } from "node:path";

/** Where the dashboard of a store writes its own log; older files stand beside it as `.1` and `.2`. */
export function dashboardLogPath(root: string): string {
  return join(root, "dashboard.log");
}
