"use client";

import { useRouter } from "next/navigation";
import { startTransition, useEffect, useRef } from "react";
import { Button } from "../components/button.tsx";
import { Callout } from "../components/callout.tsx";
import { useConnectionState } from "../lib/live/live-provider.tsx";

/** A page that could not be made: the frame stays, and the way on is said. It comes back with the dashboard by itself. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const router = useRouter();
  const state = useConnectionState();
  const away = useRef(false);
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per change of the connection
  useEffect(() => {
    if (state === "reconnecting") away.current = true;
    if (state !== "live" || !away.current) return;
    away.current = false;
    again();
  }, [state]);
  const gone = state === "reconnecting";
  return (
    <div className="mx-auto max-w-2xl pt-[8dvh]">
      <h1 className="mb-3 text-lg font-semibold">This page could not be shown</h1>
      {gone ? (
        <Callout level="warning" role="alert" title="The dashboard does not answer">
          <p>Runs are not affected: they go on by themselves. This page comes back with the dashboard.</p>
        </Callout>
      ) : (
        <Callout level="error" role="alert" title={error.digest ? `Error ${error.digest}` : "Something went wrong"}>
          <p>
            Runs are not affected: they go on by themselves.{" "}
            {error.digest
              ? "The dashboard's own log names the cause under this number."
              : "It happened in this browser; its console names the cause."}
          </p>
        </Callout>
      )}
      <Button variant="primary" className="mt-4" onClick={again}>
        Try again
      </Button>
    </div>
  );
}
