"use client";

import { useLiveRefresh } from "../../components/run-list/use-live-refresh.ts";

/** For lists with nothing to show yet: the first run makes the page whole. Renders nothing. */
export function LiveRefresh() {
  useLiveRefresh((m) => m.type === "run.changed" || m.type === "run.removed");
  return null;
}
