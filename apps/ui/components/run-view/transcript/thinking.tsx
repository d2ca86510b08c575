"use client";

import { useEffect, useState } from "react";
import { LiveDuration } from "../../time.tsx";

/** Nothing was said yet. @param since when that began; its seconds then count. */
export function Thinking({ since, word = "thinking" }: { since?: string | undefined; word?: string }) {
  return (
    <p className="flex items-center gap-2 text-muted" role="status" data-testid="thinking">
      <span aria-hidden className="flex gap-1">
        {[0, 1, 2].map((i) => (
          <span
            key={i}
            className="size-1.5 animate-pulse-slow rounded-full bg-success"
            style={{ animationDelay: `${i * 0.3}s`, animationDuration: "1.4s" }}
          />
        ))}
      </span>
      {word}…{since ? <Seconds since={since} /> : null}
    </p>
  );
}

/** In the browser only, after a moment: the server's clock at render time is soon wrong. */
function Seconds({ since }: { since: string }) {
  const [now, setNow] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), 1500);
    return () => clearTimeout(timer);
  }, []);
  if (now === undefined) return null;
  return (
    <span aria-hidden className="font-mono text-[12px]">
      <LiveDuration from={since} serverNow={now} />
    </span>
  );
}
