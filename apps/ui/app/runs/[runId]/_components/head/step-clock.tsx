"use client";

import { useEffect, useState } from "react";
import { LiveDuration } from "../../../../../components/time.tsx";

/** The seconds of a running step. Rendered in the browser only: the server's clock at render time is soon wrong. */
export function StepClock({ startedAt, running }: { startedAt: string | undefined; running: boolean }) {
  const [now, setNow] = useState<number>();
  useEffect(() => setNow(Date.now()), []);
  if (!running || !startedAt || now === undefined) return null;
  return <LiveDuration from={startedAt} serverNow={now} />;
}
