"use client";

import { useEffect } from "react";

/**
 * Writes the place that the page found by itself into the address: a live prompt that ends while it is watched, or one
 * that begins elsewhere, then does not change what is shown.
 */
export function PinPlace({ workspace, session }: { workspace: string | null; session: string | null }) {
  useEffect(() => {
    if (workspace === null) return;
    // Not before the router has taken over the history: it would put its own address back.
    const timer = setTimeout(() => {
      const query = new URLSearchParams(window.location.search);
      if (query.has("workspace")) return;
      query.set("workspace", workspace);
      if (session !== null) query.set("session", session);
      window.history.replaceState(null, "", `?${query}${window.location.hash}`);
    });
    return () => clearTimeout(timer);
  }, [workspace, session]);
  return null;
}
